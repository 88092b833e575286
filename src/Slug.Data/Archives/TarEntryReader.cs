namespace Slug.Data.Archives;

/// <summary>
/// Walks the plain files of a tar, in every dialect that GNU tar reads. It trusts nothing in the headers: paths and links that lead elsewhere and
/// oversized entries are refused; folders are passed over, devices and what else is no file too and counted; a tar that ends too early is told
/// apart from one that ends. Neither the runtime's reader nor SharpZipLib's serves: one refuses large owner numbers, sparse files and a missing end,
/// the other loses what follows two extended headers, and both stop behind the first of several archives.
/// </summary>
internal sealed class TarEntryReader : IDisposable
{
    // Extended headers hold names and attributes.
    private const int MostHeaderBytes = 4 << 20;

    private readonly Stream _stream;
    private readonly EndMarkingStream _bytes;
    private readonly string _source;
    private readonly TarLinks? _links;
    private readonly byte[] _block = new byte[TarHeader.BlockBytes];
    private readonly TarExtensions _extensions = new();
    private readonly PassedOver _passed = new();
    private SparseMap? _sparse;
    private byte[]? _linked;
    private long _data;
    private bool _ended;

    /// <param name="stream">The tar's bytes, unpacked; small reads must be cheap.</param>
    /// <param name="source">What to call the stream in messages.</param>
    /// <param name="again">Opens it once more, to look up what links point to; null gives links without their content.</param>
    public TarEntryReader(Stream stream, string source, Func<Stream>? again = null)
    {
        _stream = stream;
        _bytes = new EndMarkingStream(stream);
        _source = source;
        _links = again is null ? null : new TarLinks(() => new TarEntryReader(again(), source));
    }

    /// <summary>The path of the current file, forward slashes, no leading <c>./</c>.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The path in the archive that the current entry is a link to, or null where it is a file of its own.</summary>
    public string? Link { get; private set; }

    /// <summary>Where the stream breaks off, once it did; null for a stream that is whole.</summary>
    public string? Tear { get; private set; }

    /// <summary>What was met that is neither a file nor damage, a phrase each; complete at the end.</summary>
    public IEnumerable<string> Notes => _passed.Phrases;

    /// <summary>Opens a tar, packed or not; its content decides, not its name.</summary>
    /// <exception cref="InvalidDataException">It is packed in a way that is not read.</exception>
    public static TarEntryReader Open(string path) => new(PackedFile.Open(path), path, () => PackedFile.Open(path));

    /// <summary>Goes to the next plain file, or a link to one. False at the end, and at a tear (see <see cref="Tear"/>).</summary>
    /// <exception cref="InvalidDataException">It is no tar, is damaged, or holds what is refused.</exception>
    public bool MoveNext() => !_ended && Tear is null && PassData() && FindFile();

    /// <summary>The bytes of the current file, or null if the stream breaks off inside it.</summary>
    /// <exception cref="InvalidDataException">The file is larger than <paramref name="maxBytes"/>.</exception>
    public byte[]? ReadContent(long maxBytes)
    {
        var size = _linked?.Length ?? Math.Max(_data, _sparse?.Size ?? 0);
        if (size > maxBytes)
            throw new InvalidDataException($"{_source}: the entry {Path} says it has {size} bytes; at most {maxBytes} are taken.");
        if (_linked is { } linked)
            return linked;
        if (_bytes.Take(_data) is not { } stored)
        {
            Torn();
            return null;
        }
        _data = -_data;
        return _sparse is { } map ? Guard(() => map.Expand(stored)) : stored;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private bool FindFile()
    {
        while (ReadHeader() is { } header)
        {
            if (TarExtensions.IsOne(header.Type))
            {
                if (header.Size > MostHeaderBytes)
                    throw Damaged($"an extended header says it has {header.Size} bytes");
                if (_bytes.Take(header.Size) is not { } records || !_bytes.Skip(PaddingOf(header.Size)))
                    return Torn();
                Guard(() => _extensions.Add(header.Type, records));
                continue;
            }
            // A sparse file's map may go on behind its header, and must be passed whatever becomes of the file.
            var map = header.Type == 'S' ? ReadMap() : null;
            if (_bytes.Ended)
                return Torn();
            if (Guard(() => _extensions.Apply(header, map)) is var entry && IsFile(entry))
                return true;
            if (!PassData())
                return false;
        }
        return false;
    }

    /// <summary>The next header, or null at the end and at a tear.</summary>
    private TarHeader? ReadHeader()
    {
        for (var zeros = 0; ; zeros++)
        {
            var read = _bytes.Read(_block);
            if (read < _block.Length)
            {
                if (read == 0 && zeros > 0)
                    return End();
                if (_bytes.Position == read)
                    RequireNothingElse(read);
                Tear = read == 0 ? $"it ends at byte {_bytes.Position} without the end-of-archive mark" : $"it breaks off at byte {_bytes.Position}";
                return null;
            }
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
                continue;
            if (Guard(() => TarHeader.Parse(_block)) is { } header)
            {
                if (zeros > 0)
                    _passed.Add("further archive behind the first, read too", header.Name, "further archives behind the first, read too");
                return header;
            }
            if (zeros == 0)
                throw NoTar();
            var before = _bytes.Position - read;
            while (_bytes.Skip(1 << 16))
            {
            }
            _passed.Say($"{_bytes.Position - before} bytes behind its end are no tar and were left");
            return End();
        }

        TarHeader? End()
        {
            _ended = true;
            return null;
        }
    }

    // Unpacking may write over the path; nothing here does, but whoever made such an archive wants harm, or has damaged it.
    private bool IsFile(ArchiveEntry entry)
    {
        (_data, _sparse, Link, _linked) = (entry.Stored, entry.Sparse, null, null);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.Folder:
                return false;
            case ArchiveEntryKind.Other:
                _passed.Add(entry.What, entry.Path);
                return false;
        }
        if (entry.What.Length > 0)
            _passed.Add(entry.What, entry.Path);
        Path = TarPaths.Require(entry.Path, _source);
        if (entry.Kind == ArchiveEntryKind.File)
            return true;
        Link = TarPaths.TargetOf(Path, entry.Link, isSymbolic: entry.Kind == ArchiveEntryKind.SymbolicLink)
            ?? (_links is null ? null : throw new InvalidDataException($"{_source}: the entry {Path} is a link to '{entry.Link}', which leads out of the archive; refused. {TarPaths.WhatNext}"));
        if (_links is null)
            return Link is not null;
        _linked = _links.ContentOf(Link!);
        if (_linked is null)
            _passed.Add("link to what is not in the archive", Path, "links to what is not in the archive");
        return _linked is not null;
    }

    private SparseMap ReadMap()
    {
        var (map, goesOn) = Guard(() => SparseMap.OfHeader(_block));
        List<(long, long)> pieces = [.. map.Pieces];
        while (goesOn && _bytes.Read(_block) == _block.Length)
        {
            (var more, goesOn) = Guard(() => SparseMap.OfExtension(_block));
            pieces.AddRange(more);
            if (pieces.Count * 24L > MostHeaderBytes)
                throw Damaged("the map of a sparse file does not end");
        }
        return map with { Pieces = pieces };
    }

    // Negative data have been read already, and their padding has not.
    private bool PassData()
    {
        var padding = PaddingOf(Math.Abs(_data));
        var left = Math.Max(_data, 0) + padding;
        _data = 0;
        return left == 0 || _bytes.Skip(left) || Torn();
    }

    private static long PaddingOf(long size) => (TarHeader.BlockBytes - (size % TarHeader.BlockBytes)) % TarHeader.BlockBytes;

    private bool Torn()
    {
        Tear ??= $"it breaks off at byte {_bytes.Position}";
        return false;
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException malformed)
        {
            throw Damaged(malformed.Message, malformed);
        }
    }

    private void Guard(Action read) => Guard(() =>
    {
        read();
        return true;
    });

    private InvalidDataException Damaged(string what, Exception? inner = null) =>
        new($"{_source} is damaged near byte {_bytes.Position}: {what.TrimEnd('.')}. Get the archive again.", inner);

    // In the very first header it is another kind of file, and that its sum is wrong says nothing.
    private InvalidDataException NoTar()
    {
        if (_bytes.Position > _block.Length)
            return Damaged("a header's sum is wrong");
        RequireNothingElse(_block.Length);
        return new InvalidDataException($"{_source} is no tar archive. Check that it is the right file.");
    }

    private void RequireNothingElse(int read)
    {
        if (ForeignFile.Describe(_block.AsSpan(0, read)) is { } other)
            throw new InvalidDataException($"{_source} is no tar archive: {other}");
    }
}
