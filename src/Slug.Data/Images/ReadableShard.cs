using Slug.Data.WebDataset;

namespace Slug.Data.Images;

/// <summary>Writes a shard of the samples whose image can be read: one broken file among thousands shall not stop a measurement later on.</summary>
public static class ReadableShard
{
    /// <summary>Writes the samples in their order, leaving out those whose image cannot be decoded.</summary>
    /// <param name="samples">The samples; read as they are needed.</param>
    /// <param name="path">The shard.</param>
    /// <param name="onUnreadable">Told of each that is left out, in order.</param>
    /// <param name="cancellation">Stops, and leaves nothing.</param>
    /// <param name="minimum">The fewest to be content with; 0 leaves the judgement to the caller.</param>
    /// <returns>How many were written, and how many left out.</returns>
    /// <exception cref="InvalidDataException">Fewer images are readable than <paramref name="minimum"/>. Nothing is written.</exception>
    public static (int Written, int LeftOut) Write(
        IEnumerable<TarSample> samples, string path, Action<string> onUnreadable, CancellationToken cancellation = default, int minimum = 1)
    {
        using var writer = new TarShardWriter(path);
        var leftOut = 0;
        var tried = samples.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).WithCancellation(cancellation)
            .Select(sample => (Sample: sample, Reason: ReasonAgainst(sample)));
        foreach (var (sample, reason) in tried)
        {
            if (reason is null)
            {
                writer.Write(sample);
                continue;
            }
            leftOut++;
            onUnreadable(sample.PictureFile is { } file ? $"{sample.Key} is left out: {reason.TrimEnd('.')} ({file})." : $"{sample.Key} is left out: {reason}");
        }
        if (writer.Samples < minimum)
            throw new InvalidDataException($"{writer.Samples} of {writer.Samples + leftOut} images can be read; get them again.");
        writer.Complete();
        return (writer.Samples, leftOut);
    }

    private static string? ReasonAgainst(TarSample sample)
    {
        if (sample.Image is not { } encoded)
            return "it has no image.";
        try
        {
            PillowImage.Load(encoded).Dispose();
            return null;
        }
        catch (InvalidDataException unreadable)
        {
            return unreadable.Message;
        }
    }
}
