namespace Slug.Data.Archives;

/// <summary>The headers that say of a later entry what its own has no room for: pax's, global and for one entry, and GNU's long names.</summary>
internal sealed class TarExtensions
{
    private readonly Dictionary<string, string> _global = [];
    private readonly List<KeyValuePair<string, string>> _records = [];
    private string? _longName;
    private string? _longLink;

    /// <summary>Whether an entry of that type is such a header.</summary>
    public static bool IsOne(char type) => type is 'x' or 'X' or 'g' or 'L' or 'K';

    /// <summary>Takes such a header.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public void Add(char type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case 'L':
                _longName = TarHeader.Text(data);
                break;
            case 'K':
                _longLink = TarHeader.Text(data);
                break;
            case 'g':
                foreach (var (key, value) in PaxRecords.Parse(data))
                    _global[key] = value;
                break;
            default:
                _records.AddRange(PaxRecords.Parse(data));
                break;
        }
    }

    /// <summary>The entry that a header and those before it describe; what was said of it alone is forgotten.</summary>
    /// <param name="header">Its own header.</param>
    /// <param name="map">The map of an old GNU header's sparse file.</param>
    /// <exception cref="InvalidDataException">A number is none.</exception>
    public ArchiveEntry Apply(TarHeader header, SparseMap? map)
    {
        var path = Said("GNU.sparse.name") ?? Said("path") ?? _longName ?? header.Name;
        var link = Said("linkpath") ?? _longLink ?? header.Link;
        var stored = header.Size;
        var (kind, what) = KindOf(header.Type, path);
        if (kind is ArchiveEntryKind.File or ArchiveEntryKind.Other && header.Type is not (>= '1' and <= '6') && Said("size") is { } size)
            stored = long.TryParse(size, System.Globalization.NumberStyles.None, null, out var number) ? number : throw new InvalidDataException("the size of an entry is no number");
        var sparse = kind == ArchiveEntryKind.File ? map ?? SparseMap.OfRecords(_records) : null;
        (_longName, _longLink) = (null, null);
        _records.Clear();
        return new ArchiveEntry(kind, path, stored, link, what, sparse);
    }

    // An empty value takes back what was said before.
    private string? Said(string key) =>
        (_records.LastOrDefault(record => record.Key == key).Value ?? _global.GetValueOrDefault(key)) is { Length: > 0 } value ? value : null;

    private static (ArchiveEntryKind Kind, string What) KindOf(char type, string path) => type switch
    {
        // Before ustar a folder was a file whose name ends so.
        '\0' or '0' or '7' or 'S' => (path.EndsWith('/') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File, ""),
        '1' => (ArchiveEntryKind.HardLink, ""),
        '2' => (ArchiveEntryKind.SymbolicLink, ""),
        '3' or '4' => (ArchiveEntryKind.Other, "device"),
        '5' => (ArchiveEntryKind.Folder, ""),
        '6' => (ArchiveEntryKind.Other, "pipe"),
        // GNU's list of a folder's files (incremental archives), its label, the rest of a file of another volume.
        'D' => (ArchiveEntryKind.Folder, ""),
        'V' => (ArchiveEntryKind.Folder, ""),
        'M' => (ArchiveEntryKind.Other, "rest of a file that begins in another volume"),
        // Solaris' attributes, and what other programs keep for themselves.
        'A' or 'E' or 'I' or 'N' => (ArchiveEntryKind.Other, "entry that is no file"),
        // As the standard asks: to be taken for a file.
        _ => (ArchiveEntryKind.File, $"entry of the unknown type '{type}', taken for a file"),
    };
}
