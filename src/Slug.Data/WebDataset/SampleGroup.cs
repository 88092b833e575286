namespace Slug.Data.WebDataset;

/// <summary>Gathers neighbouring files of a shard into samples.</summary>
internal sealed class SampleGroup(ShardReadReport report)
{
    private readonly List<KeyValuePair<string, byte[]>> _members = [];
    private string? _key;
    private int _membersOfFirst;

    /// <summary>Takes a file; returns the previous sample when this file begins a new one.</summary>
    public TarSample? Add(string key, string extension, byte[] bytes)
    {
        var complete = key == _key ? null : Take();
        _key = key;
        if (_members.Exists(member => string.Equals(member.Key, extension, StringComparison.OrdinalIgnoreCase)))
            report.AddRepeated(key, extension);
        else
            _members.Add(new(extension, bytes));
        return complete;
    }

    /// <summary>
    /// The last sample. After a tear inside a file of another sample it is whole. After a tear between two files nobody can tell
    /// whether more of it would have followed: then it counts if it has as many files as the first sample of the shard.
    /// </summary>
    /// <param name="torn">True if the shard breaks off.</param>
    /// <param name="tornKey">The key of the file that it breaks off in, or null.</param>
    public TarSample? Finish(bool torn, string? tornKey)
    {
        var whole = !torn || (tornKey is not null ? tornKey != _key : _membersOfFirst > 0 && _members.Count >= _membersOfFirst);
        return whole ? Take() : null;
    }

    private TarSample? Take()
    {
        if (_key is null)
            return null;
        var sample = new TarSample(_key, _members.ToArray());
        if (_membersOfFirst == 0)
            _membersOfFirst = _members.Count;
        _members.Clear();
        _key = null;
        return sample;
    }
}
