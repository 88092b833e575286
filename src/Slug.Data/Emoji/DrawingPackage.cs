using System.Globalization;
using Slug.Data.Downloads;

namespace Slug.Data.Emoji;

/// <summary>
/// Reads drawings out of one npm package. What a key looks like tells where they lie: <c>FONT.ttf U+1f47c</c> is a glyph, a path to an
/// <c>.svg</c>, <c>.webp</c> or <c>.png</c> is a file, anything else an icon of Iconify's <c>icons.json</c>.
/// </summary>
internal static class DrawingPackage
{
    private const string Root = "package/";

    /// <summary>The drawing of each key as an image file: what was a picture as it is, what was a vector as PNG of <paramref name="side"/> pixels.</summary>
    /// <exception cref="InvalidDataException">The package lacks keys (all are named), or one cannot be drawn.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string tgz, IReadOnlyList<string> keys, int side)
    {
        var files = keys.ToLookup(FileOf);
        var images = new Dictionary<string, byte[]>();
        foreach (var entry in NpmPackage.ReadEntries(tgz, path => path.StartsWith(Root, StringComparison.Ordinal) && files.Contains(path[Root.Length..])))
        {
            var path = entry.Path[Root.Length..];
            foreach (var (key, image) in Draw(tgz, path, entry.Bytes, [.. files[path]], side)) images[key] = image;
            if (images.Count == keys.Count) return images;
        }
        throw new InvalidDataException($"{tgz} lacks {string.Join(", ", keys.Where(key => !images.ContainsKey(key)))}.");
    }

    private static string FileOf(string key) => key switch
    {
        _ when key.Contains(' ', StringComparison.Ordinal) => key[..key.LastIndexOf(' ')],
        _ when Path.HasExtension(key) => key,
        _ => "icons.json",
    };

    private static IEnumerable<(string Key, byte[] Image)> Draw(string tgz, string path, byte[] bytes, IReadOnlyList<string> keys, int side)
    {
        switch (Path.GetExtension(path))
        {
            case ".ttf":
                var codes = keys.Select(key => int.Parse(key[(key.LastIndexOf('+') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                return keys.Zip(VectorDrawing.Glyphs($"{tgz}: {path}", bytes, [.. codes], side));
            case ".json":
                var icons = IconifySet.Parse(bytes, tgz);
                return keys.Where(icons.Has).Select(key => (key, VectorDrawing.Svg($"{tgz}: {key}", icons.Svg(key), side)));
            case ".svg":
                return [(keys[0], VectorDrawing.Svg($"{tgz}: {path}", System.Text.Encoding.UTF8.GetString(bytes), side))];
            default:
                return [(keys[0], bytes)];
        }
    }
}
