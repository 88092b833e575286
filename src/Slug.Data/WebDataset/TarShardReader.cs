using System.IO.Compression;

namespace Slug.Data.WebDataset;

/// <summary>Reads webdataset shards (tar, or gzipped tar by the ending <c>gz</c>) as a stream of samples.</summary>
public static class TarShardReader
{
    /// <summary>The largest single file taken from a shard.</summary>
    public const long DefaultMaxMemberBytes = 256L << 20;

    /// <summary>
    /// The samples of a shard in its order; neighbouring files with the same key are one sample. A shard that breaks off gives the
    /// samples that are whole and a warning in <paramref name="report"/>.
    /// </summary>
    /// <param name="path">The shard.</param>
    /// <param name="report">Collects counts and warnings.</param>
    /// <param name="maxMemberBytes">Larger files are refused.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no tar, or holds a link, an absolute path, a path with <c>..</c>, or an oversized file.
    /// </exception>
    public static IEnumerable<TarSample> Read(
        string path, ShardReadReport? report = null, long maxMemberBytes = DefaultMaxMemberBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18, FileOptions.SequentialScan);
        using var stream = path.EndsWith("gz", StringComparison.OrdinalIgnoreCase)
            ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 1 << 18)
            : (Stream)file;
        foreach (var sample in Read(stream, path, report ?? new ShardReadReport(), maxMemberBytes))
            yield return sample;
    }

    /// <summary>The samples of several shards, one shard after the other.</summary>
    public static IEnumerable<TarSample> Read(IEnumerable<string> paths, ShardReadReport? report = null) =>
        paths.SelectMany(path => Read(path, report));

    private static IEnumerable<TarSample> Read(Stream stream, string source, ShardReadReport report, long maxMemberBytes)
    {
        using var tar = new TarEntryReader(stream, source);
        var group = new SampleGroup();
        var count = 0;
        string? tornKey = null;
        while (tar.MoveNext())
        {
            if (TarPaths.Split(tar.Path) is not { } name)
            {
                report.StrayFiles++;
                continue;
            }
            if (tar.ReadContent(maxMemberBytes) is not { } bytes)
            {
                tornKey = name.Key;
                break;
            }
            if (group.Add(name.Key, name.Extension, bytes) is { } complete)
            {
                report.Samples++;
                count++;
                yield return complete;
            }
        }

        if (group.Finish(torn: tar.Tear is not null, tornKey) is { } last)
        {
            report.Samples++;
            count++;
            yield return last;
        }
        if (tar.Tear is { } tear)
        {
            report.TornShards++;
            report.Warn($"{source} is torn: {tear}; {count} whole samples were read before that.");
        }
    }
}
