namespace Parquet.Format;

/// <summary>One kind of column that can be read and written, in the three languages spoken here.</summary>
/// <param name="ClrType">The .NET type of its values.</param>
/// <param name="Sql">DuckDB's name of it.</param>
/// <param name="DuckDbType">DuckDB's number of it (duckdb_type in duckdb.h).</param>
/// <param name="Physical">Parquet's physical type.</param>
/// <param name="Converted">Parquet's older annotation, or null.</param>
/// <param name="Bits">Width of an annotated integer, else 0.</param>
internal sealed record ColumnType(Type ClrType, string Sql, int DuckDbType, PhysicalType Physical, ConvertedType? Converted = null, int Bits = 0)
{
    private static readonly ColumnType[] All =
    [
        new(typeof(bool), "BOOLEAN", 1, PhysicalType.Boolean),
        new(typeof(sbyte), "TINYINT", 2, PhysicalType.Int32, ConvertedType.Int8, 8),
        new(typeof(short), "SMALLINT", 3, PhysicalType.Int32, ConvertedType.Int16, 16),
        new(typeof(int), "INTEGER", 4, PhysicalType.Int32, ConvertedType.Int32, 32),
        new(typeof(long), "BIGINT", 5, PhysicalType.Int64, ConvertedType.Int64, 64),
        new(typeof(byte), "UTINYINT", 6, PhysicalType.Int32, ConvertedType.UInt8, 8),
        new(typeof(ushort), "USMALLINT", 7, PhysicalType.Int32, ConvertedType.UInt16, 16),
        new(typeof(uint), "UINTEGER", 8, PhysicalType.Int32, ConvertedType.UInt32, 32),
        new(typeof(ulong), "UBIGINT", 9, PhysicalType.Int64, ConvertedType.UInt64, 64),
        new(typeof(float), "FLOAT", 10, PhysicalType.Float),
        new(typeof(double), "DOUBLE", 11, PhysicalType.Double),
        new(typeof(ReadOnlyMemory<char>), "VARCHAR", 17, PhysicalType.ByteArray, ConvertedType.Utf8),
        new(typeof(ReadOnlyMemory<byte>), "BLOB", 18, PhysicalType.ByteArray),
    ];

    /// <summary>Whether values are of any length and so lie outside the column's array.</summary>
    public bool IsVariableLength => Physical == PhysicalType.ByteArray;

    /// <summary>The kind of column for a .NET type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="column">The column's name, for the message.</param>
    /// <exception cref="NotSupportedException">The stand-in has no such kind.</exception>
    public static ColumnType Of(Type type, string column) =>
        Array.Find(All, candidate => candidate.ClrType == type) ?? throw Unsupported.Member($"Reading and writing {type} (column '{column}')");

    /// <summary>The kind of column for an annotation, or null where it means none of them.</summary>
    public static ColumnType? Of(ConvertedType annotation) => Array.Find(All, candidate => candidate.Converted == annotation);

    /// <summary>The integer kind of a width and sign, or null.</summary>
    public static ColumnType? OfInteger(int bits, bool isSigned) =>
        Array.Find(All, candidate => candidate.Bits == bits && candidate.IsSigned == isSigned);

    /// <summary>Whether this is an integer with a sign.</summary>
    public bool IsSigned => Converted is ConvertedType.Int8 or ConvertedType.Int16 or ConvertedType.Int32 or ConvertedType.Int64;
}

/// <summary>Parquet's physical types, by their numbers in the format.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>Parquet's older annotations, by their numbers in the format.</summary>
internal enum ConvertedType
{
    Utf8 = 0,
    Decimal = 5,
    Date = 6,
    TimeMillis = 7,
    TimeMicros = 8,
    TimestampMillis = 9,
    TimestampMicros = 10,
    UInt8 = 11,
    UInt16 = 12,
    UInt32 = 13,
    UInt64 = 14,
    Int8 = 15,
    Int16 = 16,
    Int32 = 17,
    Int64 = 18,
}

/// <summary>How often a field may occur in a row, by the format's numbers.</summary>
internal enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
}
