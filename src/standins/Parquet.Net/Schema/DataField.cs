using System.Numerics;

namespace Parquet.Schema;

/// <summary>A column of values.</summary>
/// <remarks>
/// Text columns have the type <c>ReadOnlyMemory&lt;char&gt;</c> and binary ones <c>ReadOnlyMemory&lt;byte&gt;</c>, whether they were
/// declared so or as <c>string</c> and <c>byte[]</c>, as in the real package; both may hold nulls unless told otherwise.
/// Every type that the real package takes can be declared, so that a schema is always whole; which of them can be read and
/// written here is in the README.
/// </remarks>
public class DataField : Field
{
    private static readonly HashSet<Type> KnownTypes =
    [
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(BigInteger), typeof(DateTime), typeof(DateOnly), typeof(Guid),
        typeof(ReadOnlyMemory<byte>), typeof(ReadOnlyMemory<char>),
    ];

    private bool _isAttached;

    /// <summary>Declares a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="clrType">The type of its values; a nullable type makes the column nullable.</param>
    /// <param name="isNullable">Whether values may be missing, where that is not to follow from the type.</param>
    /// <param name="isArray">Whether each row holds several values; only <c>false</c> is supported.</param>
    /// <param name="propertyName">Used by the real package's serializer; must be null here.</param>
    /// <exception cref="NotSupportedException">The type cannot be stored, or is an array.</exception>
    public DataField(string name, Type clrType, bool? isNullable = null, bool? isArray = null, string? propertyName = null)
        : base(name, SchemaType.Data)
    {
        ArgumentNullException.ThrowIfNull(clrType);
        if (isArray == true || (isArray is null && IsArrayType(clrType)))
            throw Unsupported.Member("DataField.IsArray (several values in a row)");
        if (propertyName is not null)
            throw Unsupported.Member("DataField(propertyName)");

        var valueType = Nullable.GetUnderlyingType(clrType) ?? clrType;
        ClrType = valueType == typeof(string) ? typeof(ReadOnlyMemory<char>)
            : valueType == typeof(byte[]) ? typeof(ReadOnlyMemory<byte>)
            : valueType;
        if (!KnownTypes.Contains(ClrType))
            throw new NotSupportedException($"Column '{name}': type {clrType} cannot be stored in a parquet file.");
        IsNullable = isNullable ?? (valueType != clrType || !valueType.IsValueType);
    }

    /// <summary>The type of the values, without nullability.</summary>
    public Type ClrType { get; }

    /// <summary>Whether each row holds several values; always false here.</summary>
    public bool IsArray => false;

    /// <summary>Whether values of a type can be read into or written from this column.</summary>
    internal bool IsCompatibleWith(Type type) => type == ClrType;

    /// <summary>Refuses a field that no schema holds: its definition level is not known then.</summary>
    internal void EnsureAttachedToSchema(string argumentName)
    {
        if (!_isAttached)
            throw new ArgumentException($"Field '{this}' belongs to no schema; construct a {nameof(ParquetSchema)} with it first.", argumentName);
    }

    /// <inheritdoc/>
    internal override void AttachToSchema()
    {
        MaxDefinitionLevel = IsNullable ? 1 : 0;
        _isAttached = true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({ClrType}{(IsNullable ? "?" : "")})";

    /// <summary>Same name, type and nullability.</summary>
    public override bool Equals(object? obj) =>
        obj is DataField other && base.Equals(obj) && ClrType == other.ClrType && IsNullable == other.IsNullable;

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    private static bool IsArrayType(Type type) =>
        type != typeof(string) && type != typeof(byte[]) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type);
}
