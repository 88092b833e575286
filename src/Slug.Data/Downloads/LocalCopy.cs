namespace Slug.Data.Downloads;

/// <summary>Brings a file of this machine into a partial file.</summary>
internal static class LocalCopy
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Copies the file.</summary>
    /// <exception cref="SourceFailure">It is not there, cannot be read, or has another size than the one asked for.</exception>
    public static async Task CopyAsync(
        string path, PartialFile part, FileRequest request, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        await using var source = Open(path);
        if (request.Size is { } size && source.Length != size)
            throw new SourceFailure($"has {source.Length} bytes, but the file has {size}");
        // A copy is quick: it starts anew rather than trusting what an earlier one left.
        part.Begin(source.Length, null, null, Math.Max(source.Length, 1));
        var buffer = new byte[BufferBytes];
        while (!part.IsWhole)
        {
            var segment = part.Segments[0];
            var wanted = (int)Math.Min(buffer.Length, segment.Length - segment.Done);
            var read = await source.ReadAsync(buffer.AsMemory(0, wanted), cancellation).ConfigureAwait(false);
            if (read == 0)
                throw new SourceFailure("became shorter while it was copied");
            await part.WriteAsync(segment, buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            progress?.Report(new TransferProgress(part.Done, part.Length));
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SourceFailure($"cannot be read: {refused.Message}", refused);
        }
    }
}
