using System.Text;

namespace Parquet.Format;

/// <summary>
/// A structure as a map of field numbers to values. Keeping footers in this general form means that fields which this code does not
/// know (newer writers add some) survive being read, changed and written again.
/// </summary>
internal sealed class ThriftStruct
{
    private readonly SortedDictionary<short, ThriftValue> _fields = [];

    /// <summary>The fields, by rising number.</summary>
    public IEnumerable<KeyValuePair<short, ThriftValue>> Fields => _fields;

    /// <summary>Whether a field is there.</summary>
    public bool Has(short id) => _fields.ContainsKey(id);

    /// <summary>Puts a field, replacing what is there.</summary>
    public ThriftStruct Set(short id, ThriftValue value)
    {
        _fields[id] = value;
        return this;
    }

    /// <summary>Puts a 32-bit integer.</summary>
    public ThriftStruct SetInt(short id, int value) => Set(id, new ThriftValue(ThriftType.I32, (long)value));

    /// <summary>Puts a 64-bit integer.</summary>
    public ThriftStruct SetLong(short id, long value) => Set(id, new ThriftValue(ThriftType.I64, value));

    /// <summary>Puts text.</summary>
    public ThriftStruct SetText(short id, string value) => Set(id, new ThriftValue(ThriftType.Binary, Encoding.UTF8.GetBytes(value)));

    /// <summary>Puts a structure.</summary>
    public ThriftStruct SetStruct(short id, ThriftStruct value) => Set(id, new ThriftValue(ThriftType.Struct, value));

    /// <summary>Puts a list of structures.</summary>
    public ThriftStruct SetStructs(short id, IEnumerable<ThriftStruct> items) => SetList(id, ThriftType.Struct, items);

    /// <summary>Puts a list.</summary>
    public ThriftStruct SetList(short id, ThriftType elementType, IEnumerable<object> items) =>
        Set(id, new ThriftValue(ThriftType.List, new ThriftList(elementType, items.ToList())));

    /// <summary>Takes a field away.</summary>
    public ThriftStruct Remove(short id)
    {
        _fields.Remove(id);
        return this;
    }

    /// <summary>A copy whose own fields can be changed without touching this one; what they hold is shared.</summary>
    public ThriftStruct Copy()
    {
        var copy = new ThriftStruct();
        foreach (var (id, value) in _fields)
            copy.Set(id, value);
        return copy;
    }

    /// <summary>An integer, or null where the field is missing.</summary>
    public long? Integer(short id) => Get<long>(id, out var value) ? value : null;

    /// <summary>A flag; false where the field is missing.</summary>
    public bool Flag(short id) => Get<bool>(id, out var value) && value;

    /// <summary>Text, or null where the field is missing.</summary>
    public string? Text(short id) => Get<byte[]>(id, out var value) ? Encoding.UTF8.GetString(value!) : null;

    /// <summary>A structure, or null where the field is missing.</summary>
    public ThriftStruct? Struct(short id) => Get<ThriftStruct>(id, out var value) ? value : null;

    /// <summary>A list's elements; none where the field is missing.</summary>
    public IReadOnlyList<TItem> Items<TItem>(short id)
    {
        if (!Get<ThriftList>(id, out var list))
            return [];
        if (!list!.Items.All(item => item is TItem))
            throw new ParquetException($"The footer is damaged: field {id} is a list of {list.ElementType}.");
        return list.Items.Cast<TItem>().ToList();
    }

    private bool Get<TValue>(short id, out TValue? value)
    {
        value = default;
        if (!_fields.TryGetValue(id, out var found))
            return false;
        if (found.Value is not TValue typed)
            throw new ParquetException($"The footer is damaged: field {id} is of type {found.Type}.");
        value = typed;
        return true;
    }
}
