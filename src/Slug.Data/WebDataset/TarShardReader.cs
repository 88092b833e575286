using Slug.Data.Archives;

namespace Slug.Data.WebDataset;

/// <summary>Reads webdataset shards (tar, packed or not) as a stream of samples.</summary>
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
    /// <param name="captions">Where the captions are; null for the usual places.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no tar, or holds a link or path that leads out of it, an absolute path, or an oversized file.
    /// </exception>
    public static IEnumerable<TarSample> Read(
        string path, ShardReadReport? report = null, long maxMemberBytes = DefaultMaxMemberBytes, ShardCaptions? captions = null)
    {
        report ??= new ShardReadReport();
        captions ??= ShardCaptions.Usual;
        using var tar = TarEntryReader.Open(path);
        var group = new SampleGroup(report);
        var count = 0;
        string? tornKey = null;
        while (tar.MoveNext())
        {
            if (SampleNames.Split(tar.Path) is not { } name)
            {
                report.AddStray(tar.Path);
                continue;
            }
            if (tar.ReadContent(maxMemberBytes) is not { } bytes)
            {
                tornKey = name.Key;
                break;
            }
            if (group.Add(name.Key, name.Extension, bytes) is { } complete)
            {
                count++;
                yield return Counted(complete);
            }
        }

        if (group.Finish(torn: tar.Tear is not null, tornKey) is { } last)
        {
            count++;
            yield return Counted(last);
        }
        if (tar.Tear is { } tear)
        {
            report.TornShards++;
            report.Warn($"{path} is torn: {tear}; {count} whole samples were read before that.");
        }
        foreach (var note in tar.Notes)
            report.Warn($"{path}: {note}.");

        TarSample Counted(TarSample sample)
        {
            var counted = sample with { Captions = captions, Source = path };
            report.Add(counted);
            return counted;
        }
    }

    /// <summary>The samples of several shards, one shard after the other.</summary>
    public static IEnumerable<TarSample> Read(IEnumerable<string> paths, ShardReadReport? report = null, ShardCaptions? captions = null) =>
        paths.SelectMany(path => Read(path, report, captions: captions));
}
