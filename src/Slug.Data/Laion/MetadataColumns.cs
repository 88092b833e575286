using Parquet.Schema;
using Slug.Basics;

namespace Slug.Data.Laion;

/// <summary>Finds the columns that are needed in a file's schema.</summary>
internal static class MetadataColumns
{
    // Compared without case and underscores, the plainest first; LAION-400M's own names come before all.
    private static readonly string[][] UrlNames = [["url"], ["imageurl", "imgurl", "imagelink", "imgsrc", "link", "src"]];
    private static readonly string[][] CaptionNames = [["text", "caption"], ["alttext", "alt", "title", "description", "prompt"]];

    // What a shard says of each image by itself.
    private static readonly HashSet<string> OwnNames =
        ["caption", "url", "key", "status", "error_message", "width", "height", "original_width", "original_height", "sha256"];

    /// <summary>Checks the columns of addresses and captions, and chooses the further ones.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="all">Its columns, nested ones included.</param>
    /// <param name="options">Which to read; the usual names are found where none are given.</param>
    /// <exception cref="InvalidDataException">A column is missing, nested or of a type that cannot be used, or several have usual names.</exception>
    public static ImageColumns Choose(string file, IReadOnlyList<DataField> all, ImageShardOptions options)
    {
        var fields = all.Where(IsFlat).ToList();
        var url = options.UrlColumn ?? FindUsual(file, fields, "addresses", "URL", UrlNames, "urlColumn");
        var caption = options.CaptionColumn ?? FindUsual(file, fields, "captions", "TEXT", CaptionNames, "captionColumn");
        foreach (var name in (string[])[url, caption])
            if (!MetadataFile.HoldsText(Find(file, all, name)))
                throw new InvalidDataException($"{file}: the column {name} holds no texts.");
        if (url == caption)
            throw new InvalidDataException($"{file}: the column {url} is named for both addresses and captions.");
        var others = fields.Where(field => field.Name != url && field.Name != caption && !OwnNames.Contains(field.Name));
        return new ImageColumns(url, caption, options.ExtraColumns is { } names
            ? [.. names.Select(name => Require(file, Find(file, all, name)))]
            : [.. others.Where(field => ColumnCodec.For(field) is not null).Select(field => Require(file, field))]);
    }

    /// <summary>Whether a column has one value a row; those within lists, maps and records have any number.</summary>
    public static bool IsFlat(DataField field) => field.Path.Length == 1 && field.MaxRepetitionLevel == 0;

    private static string FindUsual(string file, List<DataField> fields, string what, string first, string[][] usual, string option)
    {
        var texts = fields.Where(MetadataFile.HoldsText).Select(field => field.Name).ToList();
        if (texts.Contains(first))
            return first;
        foreach (var names in usual)
        {
            var found = texts.Where(text => names.Contains(text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant())).ToList();
            if (found.Count == 1)
                return found[0];
            if (found.Count > 1)
                throw new InvalidDataException($"{file}: the columns {string.Join(" and ", found)} may all hold the {what}; say which with '{option}'.");
        }
        throw new InvalidDataException($"{file} has no column of {what} under a usual name; say which it is with '{option}'. It has {string.Join(", ", fields.Select(field => field.Name))}.");
    }

    private static ExtraColumn Require(string file, DataField field) => new(field.Name, ColumnCodec.For(field)
        ?? throw new InvalidDataException($"{file}: the column {field.Name} holds {field.ClrType.Name}, which is not kept. Leave it out of the columns to keep."));

    private static DataField Find(string file, IReadOnlyList<DataField> fields, string name)
    {
        if (fields.FirstOrDefault(field => field.Name == name && IsFlat(field)) is { } found)
            return found;
        if (fields.FirstOrDefault(field => field.Path.ToList()[0] == name || field.Name == name) is { } nested)
            throw new InvalidDataException($"{file}: the column '{name}' is nested ({nested.Path}), which is not read; name one with a value for each row.");
        var flat = fields.Where(IsFlat).Select(field => field.Name).ToList();
        throw new InvalidDataException($"{file} has no column '{name}'{NearestNames.Aside(name, flat)}; it has {string.Join(", ", flat)}.");
    }
}
