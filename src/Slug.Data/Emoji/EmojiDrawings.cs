using Slug.Basics;
using Slug.Data.Downloads;
using Slug.Data.Images;

namespace Slug.Data.Emoji;

/// <summary>One vendor's drawing of one thing, ready for a shard.</summary>
internal sealed record EmojiDrawing(EmojiItem Item, string Vendor, byte[] Png);

/// <summary>Brings the published drawings to the size that the model is trained on.</summary>
internal static class EmojiDrawings
{
    /// <summary>The drawings of the vendors, vendor by vendor in the catalog's order; each is encoded once.</summary>
    /// <exception cref="ArgumentException">The catalog lacks a vendor; the message lists all of them.</exception>
    /// <exception cref="InvalidDataException">A drawing cannot be read; name, vendor, archive and member are in the message.</exception>
    public static IReadOnlyList<EmojiDrawing> Render(EmojiCatalog catalog, IReadOnlyList<string> vendors, int size) => RenderViews(catalog, vendors, size, 1, 0);

    /// <summary>The same with seeded views behind each drawing.</summary>
    /// <param name="catalog">The drawings.</param>
    /// <param name="vendors">Whose, in this order.</param>
    /// <param name="size">Width and height of the pictures in pixels.</param>
    /// <param name="views">Pictures a drawing, the drawing itself among them.</param>
    /// <param name="seed">Decides the views.</param>
    /// <exception cref="ArgumentException">The catalog lacks a vendor; the message lists all of them.</exception>
    public static IReadOnlyList<EmojiDrawing> RenderViews(EmojiCatalog catalog, IReadOnlyList<string> vendors, int size, int views, long seed)
    {
        var unknown = vendors.Where(vendor => !catalog.Vendors.Contains(vendor)).ToArray();
        if (vendors.Count == 0 || unknown.Length > 0)
            throw new ArgumentException(
                $"Vendors must be some of {string.Join(", ", catalog.Vendors)}; not there: {string.Join(", ", unknown)}.", nameof(vendors));
        var drawings = new EmojiDrawing[vendors.Count * catalog.Items.Count * views];
        ParallelWork.For(vendors.Count * catalog.Items.Count, i =>
        {
            var vendor = vendors[i / catalog.Items.Count];
            var item = catalog.Items[i % catalog.Items.Count];
            var opaque = Load(item, vendor);
            foreach (var (view, picture) in DrawingViews.Of(opaque, views, SeededRandom.For(seed, "views", vendor, item.Name)).Index())
                drawings[(i * views) + view] = new EmojiDrawing(item, vendor, RgbResize.Apply(picture, ResampleFilter.Box, size, size).ToPng());
        });
        return drawings;
    }

    private static RgbImage Load(EmojiItem item, string vendor)
    {
        try
        {
            return RgbImage.LoadOnWhite(item.Images[vendor]);
        }
        catch (InvalidDataException failure)
        {
            var what = item.Describe(vendor);
            throw new InvalidDataException($"{char.ToUpperInvariant(what[0])}{what[1..]} cannot be used: {failure.Message} {NpmPackage.WhatNext} Or take '{item.Name}' from the list of names.", failure);
        }
    }
}
