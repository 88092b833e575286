using Slug.Basics;

namespace Slug.Data.Emoji;

/// <summary>
/// Things as drawn by openly licensed sets: each style is an npm package with drawings as SVG, WebP, PNG or glyphs of a font, found by
/// <see cref="DrawingTable"/>. Vectors are drawn at <see cref="Side"/> pixels on white.
/// </summary>
public static class OpenDrawings
{
    /// <summary>Width and height of what is drawn from vectors, in pixels: four times the demo's pictures, for a clean reduction.</summary>
    public const int Side = 128;

    /// <summary>Reads the names' drawings out of the styles' packages.</summary>
    /// <param name="table">Which style has what, and where.</param>
    /// <param name="styleToTgz">Style to the tarball of its package.</param>
    /// <param name="names">Names as in the table, in the order that the catalog is to have.</param>
    /// <exception cref="InvalidDataException">
    /// Styles or names are unknown, or a style lacks names (all are listed); or a package lacks a drawing, or has one that cannot be drawn.
    /// </exception>
    public static EmojiCatalog Load(DrawingTable table, IReadOnlyDictionary<string, string> styleToTgz, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(table);
        var styles = styleToTgz.Keys.Order(StringComparer.Ordinal).ToArray();
        Require(table, styles, names);
        var drawn = new IReadOnlyDictionary<string, byte[]>[styles.Length];
        ParallelWork.For(styles.Length, i =>
        {
            var keys = names.Select(name => table.Things[name].Keys[styles[i]]).Distinct().ToArray();
            drawn[i] = DrawingPackage.Read(styleToTgz[styles[i]], keys, Side);
        });
        return new EmojiCatalog(styles, [.. names.Select(name => table.Things[name]).Select(thing => new EmojiItem(
            thing.Name,
            thing.ShortNames,
            thing.Subcategory,
            styles.Select((style, i) => (style, drawn[i][thing.Keys[style]])).ToDictionary())
        {
            Sources = styles.ToDictionary(style => style, style => $"{styleToTgz[style]}: {thing.Keys[style]}"),
        })]);
    }

    /// <summary>What is wrong with styles and names, before any package is opened; empty where nothing is.</summary>
    /// <param name="table">Which style has what.</param>
    /// <param name="styles">The styles asked for.</param>
    /// <param name="names">The names asked for.</param>
    public static IReadOnlyList<string> Problems(DrawingTable table, IReadOnlyCollection<string> styles, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(table);
        var problems = styles.Where(style => !table.Styles.Contains(style))
            .Select(style => $"{table.Path} has no style '{style}'{NearestNames.Aside(style, table.Styles)}").ToList();
        foreach (var name in names)
        {
            if (!table.Things.TryGetValue(name, out var thing))
                problems.Add($"'{name}' is unknown{NearestNames.Aside(name, table.Things.Keys)}");
            else if (styles.Where(style => table.Styles.Contains(style) && !thing.Keys.ContainsKey(style)).ToArray() is { Length: > 0 } missing)
                problems.Add($"'{name}' has no drawing by {string.Join(", ", missing)}");
        }
        return problems;
    }

    private static void Require(DrawingTable table, IReadOnlyCollection<string> styles, IReadOnlyList<string> names)
    {
        if (styles.Count == 0) throw new ArgumentException("At least one style is needed.", nameof(styles));
        if (Problems(table, styles, names) is { Count: > 0 } problems)
            throw new InvalidDataException($"{problems.Count} of the drawings asked for cannot be used: {string.Join("; ", problems)}.");
    }
}
