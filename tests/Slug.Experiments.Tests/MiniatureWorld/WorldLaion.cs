using Slug.Data.Tests;
using Slug.Data.Tests.Laion;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>A list of images as LAION publishes it, most of them there, some dead in all the ways in which links die.</summary>
internal sealed class WorldLaion
{
    /// <summary>Captions that name a concept, for each.</summary>
    public const int PairsOfConcept = 12;

    private const int OtherPairs = 60;

    /// <summary>The causes of failure, each met once.</summary>
    public static readonly string[] Causes =
        ["http 404", "http 429", "html instead of an image", "empty", "no connection", "bad address", "too many pixels", "unknown image format"];

    private readonly List<(string? Url, string? Caption)> _rows = [];

    public WorldLaion(WorldServer server, IReadOnlyList<string> concepts)
    {
        for (var number = 0; number < PairsOfConcept; number++)
        {
            foreach (var (subject, concept) in concepts.Index())
                _rows.Add((server.Add($"laion/{subject}-{number}.jpg", WorldPictures.Jpeg(48 + number, 40, subject, number)), $"Photo {number} of {concept}, at the gala"));
        }

        for (var number = 0; number < OtherPairs; number++)
            _rows.Add((server.Add($"laion/other-{number}.jpg", WorldPictures.Jpeg(40, 56, 1000 + number, number)), $"thing number {number} on a table"));
        string?[] dead =
        [
            server.At("gone/1.jpg"), server.At("busy/1.jpg"), server.At("page/1.jpg"), server.At("empty/1.jpg"), "http://127.0.0.1:1/refused.jpg", "not an address",
            server.Add("laion/bomb.png", TestImages.Bomb(20_000, 20_000)), server.Add("laion/text.jpg", "no image at all"u8.ToArray()),
        ];
        // Between the others, so that shards have gaps.
        foreach (var (i, url) in dead.Index()) _rows.Insert(5 + (7 * i), (url, $"a caption without a picture, {i}"));
    }

    /// <summary>Rows in all.</summary>
    public int Rows => _rows.Count;

    /// <summary>Writes the table as that many parquet files.</summary>
    public async Task<IReadOnlyList<byte[]>> WriteAsync(string folder, int files)
    {
        var parts = new List<byte[]>();
        foreach (var (i, rows) in _rows.Chunk((_rows.Count + files - 1) / files).Index())
        {
            var path = Path.Combine(folder, $"part-{i:D5}.parquet");
            await MetadataFiles.WriteAsync(path, [.. rows.Select(r => r.Url)], [.. rows.Select(r => r.Caption)], rowsPerGroup: 50);
            parts.Add(await File.ReadAllBytesAsync(path));
            File.Delete(path);
        }

        return parts;
    }
}
