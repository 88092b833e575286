namespace Slug.Models.Checkpoints.Torch;

/// <summary>A name that a pickle refers to, such as <c>torch._utils._rebuild_tensor_v2</c>. It is never looked up or called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>The name as Python writes it.</summary>
    public string FullName => $"{Module}.{Name}";

    /// <summary>Whether it is a class of a TorchScript program. Their code lies in the archive under <c>code/</c>, which is never opened.</summary>
    public bool IsOfScript => FullName.StartsWith("__torch__.", StringComparison.Ordinal);
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

    public bool IsEmpty => _items.Count == 0;

    public object? this[string key] => _items.GetValueOrDefault(key);

    /// <summary>The first key that was set a second time, or null.</summary>
    public object? Repeated { get; private set; }

    public void SetAll(PickleDictionary other)
    {
        foreach (var (key, value) in other.Items.ToList()) Set(key, value);
    }

    public void Set(object key, object? value)
    {
        if (_items.TryAdd(key, value)) return;
        Repeated ??= key;
        _items[key] = value;
    }
}

/// <summary>An object of a TorchScript archive: attributes, and the name of a class that is never looked up.</summary>
internal sealed class PickleModule
{
    private bool _isBuilt;

    public PickleDictionary Attributes { get; private set; } = new();

    /// <summary>Gives the object its attributes, once. Classes that pack their state in their own way show none.</summary>
    public void Build(object? state)
    {
        if (_isBuilt) throw new PickleFormatException("it gives a module its attributes twice.");
        _isBuilt = true;
        if (state is PickleDictionary attributes) Attributes = attributes;
    }
}

/// <summary>
/// An object of a class that is not known: of a training program, say. It keeps what the pickle puts into it by key, for a class of the program's own
/// may be a dictionary with the weights; its code is never looked for.
/// </summary>
/// <param name="Class">The class's name, or the function's that would have made it.</param>
internal sealed record PickleObject(string Class)
{
    /// <summary>What was put into it by key.</summary>
    public PickleDictionary Items { get; } = new();
}

/// <summary>Something harmless that nobody asks for: a device, a type, an object that was refused.</summary>
internal sealed record PickleOther(string What);
