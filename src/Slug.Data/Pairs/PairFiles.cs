using System.Text;
using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>The pairs of pictures that are files: in a folder, or named by a table.</summary>
internal static class PairFiles
{
    private static readonly string[] OtherPictures = [".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".svg", ".jxl", ".jp2", ".ico", ".raw", ".dng"];
    private static readonly string[] SplitNames = ["train", "training", "val", "valid", "validation", "test", "testing"];

    /// <summary>
    /// The pictures below a folder: the caption of each is in the <c>.txt</c> of its name, its class is the name of the folder below the root that it is in.
    /// Names that begin with a dot are passed over, links are followed.
    /// </summary>
    public static IEnumerable<OwnPair> OfFolder(string root, PairReading reading, PairNotes notes)
    {
        var files = new List<string>();
        Collect(root, "", files, []);
        files.Sort(StringComparer.Ordinal);
        // The same name in another case is another file; the first by name is taken.
        var byName = files.GroupBy(f => f, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        RefuseSplits(root, files, notes);
        foreach (var file in files.Where(IsPicture))
        {
            var text = byName.GetValueOrDefault(Path.ChangeExtension(file, ".txt")) ?? byName.GetValueOrDefault(file + ".txt");
            var caption = text is null ? null : Caption(Path.Combine(root, text), text, reading, notes);
            var slash = file.IndexOf('/');
            var ofClass = slash < 0 ? null : ClassName(file[..slash]);
            var path = Path.Combine(root, file);
            yield return new OwnPair(file, caption, ofClass, new FileInfo(path) is var info && info.LinkTarget is null ? info.Length : File.ReadAllBytes(path).Length, () => File.ReadAllBytes(path));
        }

        foreach (var file in files.Where(f => OtherPictures.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase)))
            notes.Count($"format {Path.GetExtension(file).ToLowerInvariant()}", file, n => $"{n} {Path.GetExtension(file).ToLowerInvariant()} pictures in {root} are passed over; png, jpg and webp are read");
        TellEmpty(root, files, notes);
        if (!files.Exists(IsPicture)) notes.Mistake($"{root} holds no pictures (png, jpg, jpeg, webp){(files.Count > 0 ? $", but {PairNotes.Some(files)}" : "")}.");
    }

    /// <summary>The pictures that a table names. A row whose picture is missing is left out and told.</summary>
    public static IEnumerable<OwnPair> OfTable(string table, string folder, PairReading reading, PairNotes notes)
    {
        IReadOnlyList<PairRow> rows;
        try
        {
            rows = PairTable.Read(table, reading);
        }
        catch (InvalidDataException unusable)
        {
            notes.Mistake(unusable.Message);
            yield break;
        }

        var seen = new HashSet<(string, string?)>();
        var found = 0;
        foreach (var row in rows)
        {
            var place = $"{row.Picture} (line {row.Line})";
            var relative = Relative(row.Picture, folder);
            var path = Path.Combine(folder, relative);
            if (relative.StartsWith("..", StringComparison.Ordinal))
            {
                notes.Count("outside", place, n => $"{n} rows of {table} name pictures outside of {folder}, whose changes would go unseen; name a folder that holds them all as data.pictures", isMistake: true);
            }
            else if (!File.Exists(path))
            {
                notes.Count("missing", place, n => $"{n} of {rows.Count} rows of {table} name pictures that are not in {folder}; they are left out");
            }
            else if (!seen.Add((path, row.Caption)))
            {
                notes.Count("twice", place, n => $"{n} rows of {table} stand there twice; they are taken once");
            }
            else
            {
                found++;
                yield return new OwnPair(row.Picture, row.Caption, row.Class, File.ResolveLinkTarget(path, true) is { } target ? ((FileInfo)target).Length : new FileInfo(path).Length, () => File.ReadAllBytes(path));
            }
        }

        if (found == 0) notes.Mistake($"Of {rows.Count} rows of {table} none names a picture that is there; paths are relative to {folder}, or to the folder that data.pictures names.");
    }

    /// <summary>A table's path relative to a folder; Windows writes paths with the other slash.</summary>
    public static string Relative(string picture, string folder) => picture.Contains('\0') ? picture : Path.GetRelativePath(folder, Path.GetFullPath(picture.Replace('\\', '/'), folder));

    /// <summary>A folder's name as a class: <c>golden_retriever</c> is 'golden retriever'.</summary>
    public static string ClassName(string folder) => folder.Replace('_', ' ').Trim().Normalize(NormalizationForm.FormC);

    private static bool IsPicture(string file) => SampleNames.IsPicture(Path.GetExtension(file).TrimStart('.'));

    private static string? Caption(string path, string shown, PairReading reading, PairNotes notes)
    {
        var text = TextFile.Decode(File.ReadAllBytes(path), reading.Encoding is null ? null : TextFile.FindEncoding(reading.Encoding));
        if (text is null)
        {
            notes.Count("encoding", shown, n => $"{n} captions are no text in {reading.Encoding ?? "UTF-8"}; say what they are in with data.captionEncoding, such as windows-1252", isMistake: true);
            return null;
        }

        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length > 0 ? words : null;
    }

    // Where other folders are classes, one without a picture was meant to be one.
    private static void TellEmpty(string root, List<string> files, PairNotes notes)
    {
        var classes = files.Where(f => IsPicture(f) && f.Contains('/')).Select(f => f[..f.IndexOf('/')]).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories(root).Select(d => Path.GetFileName(d)).Where(d => classes.Count > 0 && !d.StartsWith('.') && !classes.Contains(d)).Order(StringComparer.Ordinal))
            notes.Count("empty", folder, n => $"{(n == 1 ? "A folder" : $"{n} folders")} in {root} without a picture {(n == 1 ? "is" : "are")} no class");
    }

    private static void RefuseSplits(string root, List<string> files, PairNotes notes)
    {
        var folders = files.Where(f => f.Contains('/')).Select(f => f[..f.IndexOf('/')]).Distinct().ToList();
        if (folders.Count > 1 && folders.TrueForAll(f => SplitNames.Contains(f, StringComparer.OrdinalIgnoreCase)) && files.Exists(f => f.Count(c => c == '/') > 1))
            notes.Mistake($"The folders in {root} are {string.Join(", ", folders.Order(StringComparer.Ordinal))}, which are sets and no classes: name them one by one, such as data.from: {Path.GetFileName(root)}/{folders[0]}, data.test: {Path.GetFileName(root)}/{folders[^1]}.");
    }

    private static void Collect(string root, string prefix, List<string> files, HashSet<string> above)
    {
        var folder = Path.Combine(root, prefix);
        // A link to a folder above would have no end.
        if (!above.Add(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder))) return;
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            var name = Path.GetFileName(path);
            if (name[0] == '.' || name == "__MACOSX") continue;
            var below = prefix.Length == 0 ? name : $"{prefix}/{name}";
            if (Directory.Exists(path)) Collect(root, below, files, above);
            else if (File.Exists(path)) files.Add(below);
        }

        above.Remove(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder));
    }
}
