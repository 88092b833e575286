using System.Text.Json;
using Slug.Data.Images;
using Slug.Data.WebDataset;

namespace Slug.Data.Emoji;

/// <summary>A picture of a pair in a grid's sets.</summary>
/// <param name="Name">The thing drawn.</param>
/// <param name="Vendor">Who drew it.</param>
/// <param name="Caption">What is said of it.</param>
/// <param name="View">Which seeded view of the drawing: 0 is the drawing as it is.</param>
public sealed record GridPair(string Name, string Vendor, string Caption, int View = 0);

/// <summary>
/// Drawings of things by several hands at one size, and seeded views of them: what the sets of a grid of objects and styles are made of. A view is the same
/// whatever else is asked for.
/// </summary>
public sealed class GridDrawings
{
    private readonly EmojiCatalog _catalog;
    private readonly Dictionary<(string Name, string Vendor), byte[][]> _drawn = [];

    /// <summary>Draws everything.</summary>
    /// <param name="catalog">The drawings.</param>
    /// <param name="size">Width and height of the pictures in pixels.</param>
    /// <param name="views">Pictures of each drawing, itself among them.</param>
    /// <param name="seed">Decides the views.</param>
    /// <exception cref="InvalidDataException">A drawing cannot be read.</exception>
    public GridDrawings(EmojiCatalog catalog, int size, int views, long seed)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentOutOfRangeException.ThrowIfLessThan(views, 1);
        _catalog = catalog;
        foreach (var group in EmojiDrawings.RenderViews(catalog, catalog.Vendors, size, views, seed).GroupBy(d => (d.Item.Name, d.Vendor))) _drawn[group.Key] = [.. group.Select(d => d.Png)];
    }

    /// <summary>A picture, as PNG.</summary>
    public byte[] this[string name, string vendor, int view = 0] => _drawn[(name, vendor)][view];

    /// <summary>Writes pairs as a webdataset tar, with name and vendor as JSON.</summary>
    /// <param name="pairs">The pairs, in this order.</param>
    /// <param name="path">The tar.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public void Write(IEnumerable<GridPair> pairs, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        using var writer = new TarShardWriter(path);
        foreach (var pair in pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            var info = new EmojiSampleInfo(pair.Name, pair.Vendor, _catalog[pair.Name].Subcategory);
            writer.Write(TarSample.ImageText(
                $"{writer.Samples:D6}", "png", this[pair.Name, pair.Vendor, pair.View], pair.Caption, JsonSerializer.SerializeToUtf8Bytes(info, EmojiJson.Default.EmojiSampleInfo)));
        }

        writer.Complete();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="path">The tar.</param>
    /// <exception cref="InvalidDataException">A sample has no picture, or does not say what it shows.</exception>
    public static IReadOnlyList<(RgbImage Picture, EmojiSampleInfo Info, string Caption)> Read(string path) =>
        [.. TarShardReader.Read(path).Select(s => (RgbImage.Load(s.Image ?? throw new InvalidDataException($"{s.Place} has no image.")), EmojiSampleInfo.Of(s), s.Caption ?? ""))];
}
