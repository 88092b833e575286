namespace Slug.Models.Checkpoints.Torch;

/// <summary>A name that a pickle refers to, such as <c>torch._utils._rebuild_tensor_v2</c>. It is never looked up or called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>The name as Python writes it.</summary>
    public string FullName => $"{Module}.{Name}";
}

/// <summary>A run of numbers in the archive.</summary>
/// <param name="Key">The name of its file under <c>data/</c>.</param>
/// <param name="Type">What the numbers are.</param>
/// <param name="Count">How many.</param>
internal sealed record PickleStorage(string Key, TorchStorageType Type, long Count);

/// <summary>A tensor: a view on a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);

/// <summary>An immutable sequence.</summary>
internal sealed record PickleTuple(IReadOnlyList<object?> Items);

/// <summary>A list or set.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary in the order in which its keys were set.</summary>
internal sealed class PickleDictionary
{
    private readonly OrderedDictionary<object, object?> _items = [];

    public IEnumerable<KeyValuePair<object, object?>> Items => _items;

    public object? this[string key] => _items.GetValueOrDefault(key);

    public void Set(object key, object? value) => _items[key] = value;
}

/// <summary>Something harmless that nobody asks for: a device, a type, an object that was refused.</summary>
internal sealed record PickleOther(string What);
