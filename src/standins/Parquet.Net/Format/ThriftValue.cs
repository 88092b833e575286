namespace Parquet.Format;

/// <summary>Type codes of Thrift's compact protocol, in which parquet footers are written.</summary>
internal enum ThriftType : byte
{
    /// <summary>A flag that is set; the value is in the type.</summary>
    True = 1,

    /// <summary>A flag that is not set.</summary>
    False = 2,

    /// <summary>A signed byte.</summary>
    I8 = 3,

    /// <summary>A 16-bit integer.</summary>
    I16 = 4,

    /// <summary>A 32-bit integer.</summary>
    I32 = 5,

    /// <summary>A 64-bit integer.</summary>
    I64 = 6,

    /// <summary>A 64-bit floating-point number.</summary>
    Double = 7,

    /// <summary>Bytes or UTF-8 text.</summary>
    Binary = 8,

    /// <summary>A list.</summary>
    List = 9,

    /// <summary>A set, coded as a list.</summary>
    Set = 10,

    /// <summary>A structure.</summary>
    Struct = 12,
}

/// <summary>One value with its type: <see cref="bool"/>, <see cref="long"/> for all integers, <see cref="double"/>, <see cref="byte"/>[],
/// <see cref="ThriftList"/> or <see cref="ThriftStruct"/>.</summary>
/// <param name="Type">Its type code.</param>
/// <param name="Value">The value.</param>
internal readonly record struct ThriftValue(ThriftType Type, object Value);

/// <summary>A list of values of one type.</summary>
/// <param name="ElementType">The type of the elements.</param>
/// <param name="Items">The elements.</param>
internal sealed record ThriftList(ThriftType ElementType, List<object> Items);
