using ICSharpCode.SharpZipLib.BZip2;

namespace Slug.Data.Archives;

/// <summary>Unpacks all bzip2 streams of a file: programs that pack in parallel write many, and SharpZipLib's reader ends behind the first.</summary>
/// <param name="file">The packed bytes; disposed with this.</param>
internal sealed class BZip2Streams(Stream file) : Stream
{
    private BZip2InputStream? _current;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            if (_current is null && file.Position >= file.Length)
                return 0;
            _current ??= new BZip2InputStream(file) { IsStreamOwner = false };
            if (_current.Read(buffer, offset, count) is > 0 and var read)
                return read;
            _current = null;
        }
        return 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
