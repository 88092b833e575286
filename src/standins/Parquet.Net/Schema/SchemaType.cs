namespace Parquet.Schema;

/// <summary>What a field of a schema is.</summary>
public enum SchemaType
{
    /// <summary>A column of values.</summary>
    Data,

    /// <summary>Keys and values. Not supported by this stand-in.</summary>
    Map,

    /// <summary>A group of named fields. Not supported by this stand-in.</summary>
    Struct,

    /// <summary>A list in each row. Not supported by this stand-in.</summary>
    List,
}
