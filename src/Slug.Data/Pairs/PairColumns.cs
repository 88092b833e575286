using Slug.Basics;

namespace Slug.Data.Pairs;

/// <summary>Which columns of a table hold pictures, captions and classes.</summary>
/// <param name="Picture">The pictures' paths.</param>
/// <param name="Caption">The captions; null where there are none.</param>
/// <param name="Class">The classes; null where there are none.</param>
internal sealed record PairColumns(int Picture, int? Caption, int? Class)
{
    // Compared without case, blanks, underscores and hyphens; the plainest first.
    private static readonly string[] PictureNames = ["path", "filename", "file", "filepath", "image", "imagepath", "picture", "imagefile", "imagename", "img", "photo"];
    private static readonly string[] CaptionNames = ["caption", "text", "captions", "alttext", "alt", "description", "prompt", "title"];
    private static readonly string[] ClassNames = ["class", "label", "category", "classname", "labelname"];

    /// <summary>Whether a row looks like a heading: it has a usual name of pictures.</summary>
    public static bool IsHeading(IReadOnlyList<string> row) => row.Any(cell => PictureNames.Contains(Plain(cell)));

    /// <summary>Finds the columns.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="names">Its columns' names.</param>
    /// <param name="reading">The columns that the user names.</param>
    /// <exception cref="InvalidDataException">A named column is not there, or none has a usual name.</exception>
    public static PairColumns Find(string table, IReadOnlyList<string> names, PairReading reading)
    {
        var plain = names.Select(Plain).ToList();
        var picture = Named(table, names, reading.PictureColumn, "pictureColumn") ?? Usual(plain, PictureNames)
            ?? throw new InvalidDataException($"{table} has no column of pictures under a usual name (path, file_name, image); say which it is with data.pictureColumn. It has {PairNotes.Some(names)}.");
        var caption = Named(table, names, reading.CaptionColumn, "captionColumn") ?? Usual(plain, CaptionNames);
        var ofClass = Named(table, names, reading.ClassColumn, "classColumn") ?? Usual(plain, ClassNames);
        return caption is null && ofClass is null
            ? throw new InvalidDataException($"{table} has neither a column of captions (caption, text) nor one of classes (class, label); say which it is with data.captionColumn or data.classColumn. It has {PairNotes.Some(names)}.")
            : new PairColumns(picture, caption, ofClass);
    }

    private static int? Named(string table, IReadOnlyList<string> names, string? name, string key)
    {
        if (name is null) return null;
        foreach (var (i, known) in names.Index())
            if (known == name) return i;
        throw new InvalidDataException($"{table} has no column '{name}' (data.{key}){NearestNames.Aside(name, names)}; it has {PairNotes.Some(names)}.");
    }

    private static int? Usual(List<string> plain, string[] usual) =>
        usual.Select(name => plain.IndexOf(name)).FirstOrDefault(i => i >= 0, -1) is >= 0 and var found ? found : null;

    private static string Plain(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsLetterOrDigit));
}
