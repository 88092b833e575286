using Parquet.Schema;

namespace Parquet.Format;

/// <summary>Translates between a footer's schema elements and fields.</summary>
internal static class SchemaElements
{
    /// <summary>Numbers of the logical types in the LogicalType union.</summary>
    private const short Text = 1, Enumeration = 4, Decimal = 5, Date = 6, Time = 7, Timestamp = 8, Integer = 10, Uuid = 14, Float16 = 15;

    private const short IntegerBits = 1, IntegerIsSigned = 2, TimeUnit = 2, UnitMillis = 1;

    /// <summary>The field that an element of a flat schema describes.</summary>
    /// <param name="element">The element.</param>
    /// <param name="options">How to read byte arrays.</param>
    /// <param name="isRequired">Whether the writer promised that no value is missing although the element allows it.</param>
    /// <exception cref="NotSupportedException">The element is nested or of a type that cannot be declared.</exception>
    public static DataField ToField(ThriftStruct element, ParquetOptions options, bool isRequired)
    {
        var name = Name(element);
        if (RepetitionOf(element) == Repetition.Repeated || element.Integer(FieldIds.Element.ChildCount) > 0)
            throw Unsupported.Member($"A nested column ('{name}': ListField, MapField, StructField)");
        return new DataField(name, ClrTypeOf(element, options), isNullable: RepetitionOf(element) == Repetition.Optional && !isRequired);
    }

    /// <summary>The element for a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="repetition">Whether its pages carry definition levels.</param>
    public static ThriftStruct FromType(string name, ColumnType type, Repetition repetition)
    {
        var element = new ThriftStruct()
            .SetInt(FieldIds.Element.Type, (int)type.Physical)
            .SetInt(FieldIds.Element.Repetition, (int)repetition)
            .SetText(FieldIds.Element.Name, name);
        if (type.Converted is not { } converted)
            return element;

        var logical = new ThriftStruct();
        if (type.Bits == 0)
        {
            logical.SetStruct(Text, new ThriftStruct());
        }
        else
        {
            logical.SetStruct(Integer, new ThriftStruct()
                .Set(IntegerBits, new ThriftValue(ThriftType.I8, (long)type.Bits))
                .Set(IntegerIsSigned, new ThriftValue(ThriftType.True, type.IsSigned)));
        }
        return element.SetInt(FieldIds.Element.ConvertedType, (int)converted).SetStruct(FieldIds.Element.LogicalType, logical);
    }

    /// <summary>The element under which DuckDB is to read a column.</summary>
    /// <remarks>
    /// Text goes through as bytes: captions crawled from the web are not always valid UTF-8, and DuckDB refuses a text column with such a value
    /// where decoding here puts the replacement character.
    /// </remarks>
    /// <param name="element">The column's element in its file.</param>
    /// <param name="type">Its type.</param>
    public static ThriftStruct ForReading(ThriftStruct element, ColumnType type)
    {
        var plain = FromType("c", type, RepetitionOf(element));
        if (!type.IsVariableLength)
            return plain;
        plain.Remove(FieldIds.Element.ConvertedType).Remove(FieldIds.Element.LogicalType);
        if (element.Integer(FieldIds.Element.TypeLength) is { } length)
            plain.SetInt(FieldIds.Element.Type, (int)PhysicalType.FixedLengthByteArray).SetInt(FieldIds.Element.TypeLength, (int)length);
        return plain;
    }

    /// <summary>An element's name.</summary>
    public static string Name(ThriftStruct element) =>
        element.Text(FieldIds.Element.Name) ?? throw new ParquetException("The footer is damaged: a schema element has no name.");

    /// <summary>How often an element's field occurs in a row.</summary>
    public static Repetition RepetitionOf(ThriftStruct element) => (Repetition)(element.Integer(FieldIds.Element.Repetition) ?? 0);

    private static Type ClrTypeOf(ThriftStruct element, ParquetOptions options)
    {
        var physical = (PhysicalType?)element.Integer(FieldIds.Element.Type)
            ?? throw new ParquetException($"The footer is damaged: column '{Name(element)}' has no type.");
        return Annotated(element, (ConvertedType?)element.Integer(FieldIds.Element.ConvertedType)) ?? physical switch
        {
            PhysicalType.Boolean => typeof(bool),
            PhysicalType.Int32 => typeof(int),
            PhysicalType.Int64 => typeof(long),
            PhysicalType.Int96 => typeof(DateTime),
            PhysicalType.Float => typeof(float),
            PhysicalType.Double => typeof(double),
            PhysicalType.ByteArray when options.TreatByteArrayAsString => typeof(string),
            PhysicalType.ByteArray or PhysicalType.FixedLengthByteArray => typeof(byte[]),
            _ => throw new ParquetException($"The footer is damaged: column '{Name(element)}' has type {(int)physical}."),
        };
    }

    private static Type? Annotated(ThriftStruct element, ConvertedType? converted)
    {
        if (element.Struct(FieldIds.Element.LogicalType) is { } logical)
        {
            if (logical.Has(Text) || logical.Has(Enumeration))
                return typeof(string);
            if (logical.Struct(Integer) is { } integer)
                return ColumnType.OfInteger((int)(integer.Integer(IntegerBits) ?? 0), integer.Flag(IntegerIsSigned))?.ClrType;
            if (logical.Has(Decimal))
                return typeof(decimal);
            if (logical.Has(Date) || logical.Has(Timestamp))
                return typeof(DateTime);
            if (logical.Struct(Time) is { } time)
                return time.Struct(TimeUnit)?.Has(UnitMillis) == true ? typeof(int) : typeof(long);
            if (logical.Has(Uuid))
                return typeof(Guid);
            if (logical.Has(Float16))
                throw Unsupported.Member($"Half (column '{Name(element)}')");
        }
        return converted switch
        {
            null => null,
            ConvertedType.Decimal => typeof(decimal),
            ConvertedType.Date or ConvertedType.TimestampMillis or ConvertedType.TimestampMicros => typeof(DateTime),
            ConvertedType.TimeMillis => typeof(int),
            ConvertedType.TimeMicros => typeof(long),
            { } other => ColumnType.Of(other)?.ClrType,
        };
    }
}
