using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Data.Laion;

/// <summary>The content of <c>00000_stats.json</c>, which is written last: a shard without it is not finished.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Successes">Images in the shard.</param>
/// <param name="FailedToDownload">Rows whose address gave no bytes.</param>
/// <param name="FailedToResize">Rows whose bytes were not accepted as an image.</param>
/// <param name="StatusDict">Rows by <c>success</c> or by the cause of failure, the most frequent first.</param>
/// <param name="Fingerprint">What the shard was made from: the settings and the metadata files.</param>
/// <remarks>img2dataset also writes times here. They are left out, so that the same images give the same bytes.</remarks>
public sealed record ImageShardStatistics(
    int Count, int Successes, int FailedToDownload, int FailedToResize, IReadOnlyDictionary<string, int> StatusDict, string Fingerprint)
{
    /// <summary>Reads a shard's statistics, or null if there are none that can be read.</summary>
    public static ImageShardStatistics? TryRead(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), ImageShardJson.Default.ImageShardStatistics);
            return read is { StatusDict: not null, Fingerprint: not null } ? read : null;
        }
        catch (JsonException)
        {
            // Something else than ours: the shard counts as unfinished and is made anew.
            return null;
        }
    }

    /// <summary>The sum over several shards.</summary>
    public static ImageShardStatistics Sum(IReadOnlyCollection<ImageShardStatistics> shards, string fingerprint) => new(
        shards.Sum(shard => shard.Count),
        shards.Sum(shard => shard.Successes),
        shards.Sum(shard => shard.FailedToDownload),
        shards.Sum(shard => shard.FailedToResize),
        Ordered(shards.SelectMany(shard => shard.StatusDict).GroupBy(pair => pair.Key, pair => pair.Value)
            .ToDictionary(group => group.Key, group => group.Sum())),
        fingerprint);

    /// <summary>One line: how many images, and the causes of the rest.</summary>
    public override string ToString()
    {
        var causes = string.Join(", ", StatusDict.Where(pair => pair.Key != "success").Select(pair => $"{pair.Key} {pair.Value}"));
        return $"{Successes} of {Count} images{(causes.Length == 0 ? "" : $" ({causes})")}";
    }

    internal static IReadOnlyDictionary<string, int> Ordered(IEnumerable<KeyValuePair<string, int>> counts) =>
        new OrderedDictionary<string, int>(counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal));

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ImageShardJson.Default.ImageShardStatistics);
}

/// <summary>The serializer for the statistics, in img2dataset's spelling.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ImageShardStatistics))]
internal sealed partial class ImageShardJson : JsonSerializerContext;
