namespace Slug.Data.Archives;

/// <summary>
/// The contents that links of a tar stand for. Links are followed within the archive alone and never on disk; what they point to is read once, when the
/// first link is met.
/// </summary>
/// <param name="again">Opens the archive once more, without its links being followed.</param>
internal sealed class TarLinks(Func<TarEntryReader> again)
{
    private const int LongestChain = 16;
    private const long MostBytes = 256L << 20;

    private readonly Dictionary<string, string> _targets = [];
    private Dictionary<string, byte[]>? _contents;

    /// <summary>The content at that path of the archive, over further links if need be; null where nothing is there.</summary>
    /// <exception cref="InvalidDataException">All that links point to is more than 256 MB.</exception>
    public byte[]? ContentOf(string path)
    {
        _contents ??= Read();
        for (var steps = 0; steps < LongestChain; steps++)
        {
            if (_contents.TryGetValue(path, out var content))
                return content;
            if (!_targets.TryGetValue(path, out path!))
                return null;
        }
        return null;
    }

    private Dictionary<string, byte[]> Read()
    {
        using (var links = again())
        {
            while (links.MoveNext())
                if (links.Link is { } target)
                    _targets[links.Path] = target;
        }
        var wanted = _targets.Values.ToHashSet();
        var contents = new Dictionary<string, byte[]>();
        var left = MostBytes;
        using var files = again();
        while (files.MoveNext())
        {
            if (files.Link is not null || !wanted.Contains(files.Path))
                continue;
            // Of several files with one name unpacking leaves the last.
            left += contents.GetValueOrDefault(files.Path)?.Length ?? 0;
            if (files.ReadContent(left) is { } content)
                contents[files.Path] = content;
            left -= contents.GetValueOrDefault(files.Path)?.Length ?? 0;
        }
        return contents;
    }
}
