namespace Slug.Data.Laion;

/// <summary>The names of a shard's files.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Number">The shard's number.</param>
internal sealed record ImageShardFiles(string Folder, int Number)
{
    /// <summary>The number as the file names have it.</summary>
    public string Id => Number.ToString("D5", System.Globalization.CultureInfo.InvariantCulture);

    public string Tar => Path.Combine(Folder, $"{Id}.tar");

    public string Parquet => Path.Combine(Folder, $"{Id}.parquet");

    public string Statistics => Path.Combine(Folder, $"{Id}_stats.json");

    /// <summary>The name that a file has until it is whole.</summary>
    public string Temporary(string path) => path + ".part";

    /// <summary>The statistics, if all of the shard is there and it was made from the same.</summary>
    public ImageShardStatistics? Finished(string fingerprint) =>
        ImageShardStatistics.TryRead(Statistics) is { } statistics && statistics.Fingerprint == fingerprint && File.Exists(Tar) && File.Exists(Parquet)
            ? statistics
            : null;

    /// <summary>Deletes what a killed run left of this shard, and first of all the mark that it is finished.</summary>
    public void DeleteRemains()
    {
        Directory.CreateDirectory(Folder);
        foreach (var path in (string[])[Statistics, .. Directory.GetFiles(Folder, $"{Id}*.part")])
            File.Delete(path);
    }
}
