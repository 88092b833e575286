namespace Slug.Data.Downloads;

/// <summary>A run of bytes of a file, filled from its start.</summary>
/// <param name="start">Its first byte.</param>
/// <param name="length">Its length; <see cref="long.MaxValue"/> where the file's end is not known.</param>
/// <param name="done">Bytes that are there.</param>
internal sealed class FileSegment(long start, long length, long done)
{
    private long _done = done;

    public long Start { get; } = start;

    public long Length { get; } = length;

    public long Done => Interlocked.Read(ref _done);

    public bool IsWhole => Done == Length;

    public void Add(long bytes) => Interlocked.Add(ref _done, bytes);
}
