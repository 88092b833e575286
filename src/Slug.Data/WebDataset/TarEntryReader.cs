using System.Text;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Tar;

namespace Slug.Data.WebDataset;

/// <summary>
/// Walks the plain files of a tar stream. It trusts nothing in the headers: paths that lead elsewhere, links and oversized
/// entries are refused, folders and devices passed over, and a stream that ends too early is told apart from one that ends.
/// </summary>
internal sealed class TarEntryReader : IDisposable
{
    private const int BlockBytes = 512;

    private readonly EndMarkingStream _stream;
    private readonly TarInputStream _tar;
    private readonly string _source;
    private long _remaining;

    /// <param name="stream">The tar bytes; small reads must be cheap, so hand over a buffered stream.</param>
    /// <param name="source">What to call the stream in messages.</param>
    public TarEntryReader(Stream stream, string source)
    {
        _stream = new EndMarkingStream(stream);
        _source = source;
        // One block per read. The usual twenty let a short last read go unnoticed, and its tail would be the previous record's bytes.
        _tar = new TarInputStream(_stream, blockFactor: 1, Encoding.UTF8) { IsStreamOwner = false };
    }

    /// <summary>The path of the current file, forward slashes, no leading <c>./</c>.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Where the stream breaks off, once it did; null for a stream that is whole.</summary>
    public string? Tear { get; private set; }

    /// <summary>Goes to the next plain file. False at the end, and at a tear (see <see cref="Tear"/>).</summary>
    public bool MoveNext()
    {
        while (Tear is null)
        {
            var entry = Guarded(_tar.GetNextEntry);
            if (entry is null || Tear is not null)
                return false;
            // The tar reader passes over devices by itself, and then takes the end mark behind one for a nameless entry.
            if (entry.Name.Length == 0)
                return false;
            if (entry.TarHeader.TypeFlag == TarHeader.LF_DIR)
                continue;
            Path = TarPaths.Require(entry.Name, _source);
            RequirePlainFile(entry);
            _remaining = entry.Size;
            return true;
        }
        return false;
    }

    /// <summary>The bytes of the current file, or null if the stream breaks off inside it.</summary>
    /// <exception cref="InvalidDataException">The file is larger than <paramref name="maxBytes"/>.</exception>
    public byte[]? ReadContent(long maxBytes)
    {
        if (_remaining < 0 || _remaining > maxBytes)
            throw new InvalidDataException($"{_source}: the entry {Path} says it has {_remaining} bytes; at most {maxBytes} are taken.");
        var bytes = Guarded(() =>
        {
            var content = new byte[_remaining];
            _tar.ReadExactly(content);
            return content;
        });
        return Tear is null ? bytes : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _tar.Dispose();

    // A short last block makes the tar reader fail in several ways, or not at all; whether the bytes ran out decides.
    private T? Guarded<T>(Func<T?> read)
        where T : class
    {
        try
        {
            var result = read();
            if (_stream.Ended)
                Tear = $"it ends at byte {_stream.Position} without the end-of-archive mark";
            return result;
        }
        catch (Exception failure) when (failure is SharpZipBaseException or IOException or InvalidDataException
            or FormatException or ArgumentException)
        {
            // InvalidDataException is gzip's way to say that its stream is broken.
            if (!_stream.Ended && failure is not InvalidDataException)
                throw NoTar(failure);
            Tear = $"it breaks off at byte {_stream.Position}";
            return null;
        }
    }

    // In the very first header it is another kind of file, and what the tar reader stumbled over says nothing.
    private InvalidDataException NoTar(Exception failure) => new(
        _stream.Position <= BlockBytes
            ? $"{_source} is no tar archive. Check that it is the right file, and unpack it first if it is packed (.tar.gz)."
            : $"{_source} is damaged near byte {_stream.Position}: {failure.Message.TrimEnd('.')}. Get the archive again.",
        failure);

    private void RequirePlainFile(TarEntry entry)
    {
        var type = entry.TarHeader.TypeFlag;
        if (type is TarHeader.LF_LINK or TarHeader.LF_SYMLINK)
            throw new InvalidDataException($"{_source}: the entry {Path} is a link; links are refused. {TarPaths.WhatNext}");
        if (type is not (TarHeader.LF_NORMAL or TarHeader.LF_OLDNORM or TarHeader.LF_CONTIG))
            throw new InvalidDataException($"{_source}: the entry {Path} has the type '{(char)type}'; only plain files are taken. {TarPaths.WhatNext}");
    }
}
