namespace Slug.Models.Checkpoints.Torch;

/// <summary>The stack that a pickle's instructions work on. Marks divide it; taking what is not there is an error of the file.</summary>
internal sealed class PickleStack
{
    private static readonly object Mark = new();
    private readonly List<object?> _items = [];

    public void Push(object? value) => _items.Add(value);

    public void PushMark() => _items.Add(Mark);

    /// <summary>Takes the topmost value.</summary>
    public object? Pop()
    {
        var value = Peek();
        _items.RemoveAt(_items.Count - 1);
        return value;
    }

    /// <summary>Takes the topmost value, which must be of that kind.</summary>
    public T Pop<T>()
        where T : class =>
        Pop() as T ?? throw new PickleFormatException($"it has something else where a {typeof(T).Name.Replace("Pickle", "", StringComparison.Ordinal)} is needed.");

    /// <summary>The topmost value.</summary>
    public object? Peek() => _items.Count > 0 && _items[^1] != Mark ? _items[^1] : throw new PickleFormatException("it takes a value that was never given.");

    /// <summary>The topmost value, which must be of that kind.</summary>
    public T Peek<T>()
        where T : class =>
        Peek() as T ?? throw new PickleFormatException($"it has something else where a {typeof(T).Name.Replace("Pickle", "", StringComparison.Ordinal)} is needed.");

    /// <summary>Takes all values above the topmost mark, and the mark.</summary>
    public List<object?> PopToMark()
    {
        var mark = _items.LastIndexOf(Mark);
        if (mark < 0) throw new PickleFormatException("it takes values up to a mark that was never set.");
        var values = _items.GetRange(mark + 1, _items.Count - mark - 1);
        _items.RemoveRange(mark, _items.Count - mark);
        return values;
    }
}
