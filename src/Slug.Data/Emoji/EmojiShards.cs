using System.Text.Json;
using Slug.Basics;
using Slug.Data.WebDataset;

namespace Slug.Data.Emoji;

/// <summary>
/// Writes the emoji as webdataset shards: <c>key.png</c>, <c>key.txt</c> and <c>key.json</c> (name, vendor, subcategory).
/// </summary>
public static class EmojiShards
{
    /// <summary>
    /// Writes the training pairs, every drawing of the training vendors with <see cref="EmojiShardOptions.CaptionsPerImage"/>
    /// captions, in a seeded random order, as <c>train-00000.tar</c> and so on.
    /// </summary>
    /// <returns>The paths of the shards.</returns>
    /// <exception cref="ArgumentException">A vendor is not in the catalog, or a count is not positive.</exception>
    public static IReadOnlyList<string> WriteTraining(
        EmojiCatalog catalog, EmojiShardOptions options, string folder, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.CaptionsPerImage);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SamplesPerShard);
        var pairs = Pairs(catalog, options);
        SeededRandom.For(options.Seed, "order").Shuffle<Pair>(pairs);

        var paths = new List<string>();
        for (var start = 0; start < pairs.Length; start += options.SamplesPerShard)
        {
            var path = Path.Combine(folder, $"train-{paths.Count:D5}.tar");
            using var writer = new TarShardWriter(path);
            foreach (var (offset, pair) in pairs.Skip(start).Take(options.SamplesPerShard).Index())
            {
                cancellation.ThrowIfCancellationRequested();
                writer.Write(Sample(start + offset, pair));
            }
            writer.Complete();
            paths.Add(path);
        }
        return paths;
    }

    /// <summary>
    /// Writes each drawing of the given vendors once, with its name as caption: the held-out vendor's make the test set, the
    /// training vendors' the set that layers and step sizes are chosen on.
    /// </summary>
    /// <param name="catalog">The drawings.</param>
    /// <param name="vendors">Whose.</param>
    /// <param name="imageSize">Width and height of the pictures in pixels.</param>
    /// <param name="path">The tar.</param>
    /// <param name="views">Pictures of each drawing: itself, and seeded views behind it.</param>
    /// <param name="seed">Decides the views.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The number of samples.</returns>
    public static int WriteNamed(
        EmojiCatalog catalog, IReadOnlyList<string> vendors, int imageSize, string path, int views = 1, long seed = 0, CancellationToken cancellation = default)
    {
        var drawings = EmojiDrawings.RenderViews(catalog, vendors, imageSize, views, seed);
        using var writer = new TarShardWriter(path);
        foreach (var drawing in drawings)
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(Sample(writer.Samples, new Pair(drawing, drawing.Item.Name)));
        }
        writer.Complete();
        return writer.Samples;
    }

    /// <summary>Writes the drawings of vendors with the vendor's name as caption, so that a classifier may be asked for the hand that drew.</summary>
    /// <param name="catalog">The drawings.</param>
    /// <param name="vendors">Whose.</param>
    /// <param name="imageSize">Width and height of the pictures in pixels.</param>
    /// <param name="path">The tar.</param>
    /// <param name="views">Seeded views of each drawing, without the drawing itself; 0 writes the drawings as they are.</param>
    /// <param name="seed">Decides the views.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The number of samples.</returns>
    public static int WriteStyles(
        EmojiCatalog catalog, IReadOnlyList<string> vendors, int imageSize, string path, int views = 0, long seed = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(views);
        // The first picture of each is the drawing itself.
        var drawings = EmojiDrawings.RenderViews(catalog, vendors, imageSize, views + 1, seed).Where((_, i) => views == 0 || i % (views + 1) > 0);
        using var writer = new TarShardWriter(path);
        foreach (var drawing in drawings)
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(Sample(writer.Samples, new Pair(drawing, drawing.Vendor)));
        }
        writer.Complete();
        return writer.Samples;
    }

    private static Pair[] Pairs(EmojiCatalog catalog, EmojiShardOptions options)
    {
        var captions = new EmojiCaptions(options.Captions);
        var pairs = new List<Pair>();
        foreach (var drawing in EmojiDrawings.Render(catalog, options.TrainVendors, options.ImageSize))
        {
            var random = SeededRandom.For(options.Seed, "captions", drawing.Vendor, drawing.Item.Name);
            for (var i = 0; i < options.CaptionsPerImage; i++)
                pairs.Add(new Pair(drawing, captions.Draw(drawing.Item, drawing.Vendor, random)));
        }
        return [.. pairs];
    }

    private static TarSample Sample(int number, Pair pair)
    {
        var (drawing, caption) = pair;
        var json = JsonSerializer.SerializeToUtf8Bytes(new EmojiSampleInfo(drawing.Item.Name, drawing.Vendor, drawing.Item.Subcategory),
            EmojiJson.Default.EmojiSampleInfo);
        return TarSample.ImageText($"{number:D6}", "png", drawing.Png, caption, json);
    }

    private readonly record struct Pair(EmojiDrawing Drawing, string Caption);
}
