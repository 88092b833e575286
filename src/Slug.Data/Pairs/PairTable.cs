using System.Text.Json;
using Slug.Data.Laion;

namespace Slug.Data.Pairs;

/// <summary>One row of a table: a picture's path as it is written there, and what is said of it.</summary>
/// <param name="Line">Where in the table: a line, or the number of a row.</param>
/// <param name="Picture">The picture's path.</param>
/// <param name="Caption">Its caption.</param>
/// <param name="Class">Its class.</param>
internal sealed record PairRow(int Line, string Picture, string? Caption, string? Class);

/// <summary>Reads tables of pictures and captions: CSV with whatever separator, TSV, JSON lines, parquet.</summary>
internal static class PairTable
{
    private static readonly string[] Endings = [".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".parquet"];

    // Enough to see what separates cells.
    private const int MostLines = 20;

    // A table of a million rows has a hundred megabytes.
    private const long LongestTable = 1L << 30;

    /// <summary>Whether a file's name is that of a table.</summary>
    public static bool IsTable(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows that name a picture.</summary>
    /// <exception cref="InvalidDataException">The file is no such table; file and line are named.</exception>
    public static IReadOnlyList<PairRow> Read(string path, PairReading reading)
    {
        if (new FileInfo(path).Length > LongestTable) throw new InvalidDataException($"{path} is longer than a gigabyte; split it.");
        IReadOnlyList<PairRow> rows = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".parquet" => ReadParquetAsync(path, reading).GetAwaiter().GetResult(),
            ".jsonl" or ".ndjson" or ".json" => ReadJson(path, reading),
            _ => ReadCsv(path, reading),
        };
        return rows.Count > 0 ? rows : throw new InvalidDataException($"{path} has no rows.");
    }

    private static List<PairRow> ReadCsv(string path, PairReading reading)
    {
        var tabs = Path.GetExtension(path).ToLowerInvariant() is ".tsv" or ".tab";
        var text = Text(path, reading);
        return Rows(path, new CsvRows(path, text, tabs ? '\t' : Separator(text), quotes: !tabs).Read(), reading);
    }

    /// <summary>What separates cells: what every line has as often as the first, outside of quotes; a comma where nothing does.</summary>
    private static char Separator(string text)
    {
        var lines = new List<string>();
        var left = MostLines;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (left-- == 0) break;
            if (!line.IsWhiteSpace()) lines.Add(line.ToString());
        }

        char[] known = ['\t', ';', '|', ','];
        var counts = known.Select(c => (Separator: c, Counts: lines.Select(line => Outside(line, c)).ToList())).Where(c => c.Counts.Count > 0 && c.Counts[0] > 0).ToList();
        var even = counts.Where(c => c.Counts.TrueForAll(n => n == c.Counts[0])).ToList();
        return (even.Count > 0 ? even : counts) switch { [] => ',', var some => some.MaxBy(c => c.Counts.Min()).Separator };
    }

    private static int Outside(string line, char separator)
    {
        var (count, quoted) = (0, false);
        foreach (var letter in line)
        {
            if (letter == '"') quoted = !quoted;
            else if (letter == separator && !quoted) count++;
        }

        return count;
    }

    private static List<PairRow> Rows(string path, IEnumerable<(int Line, string[] Cells)> lines, PairReading reading)
    {
        PairColumns? columns = null;
        var width = 0;
        var rows = new List<PairRow>();
        foreach (var (line, cells) in lines)
        {
            if (columns is null)
            {
                width = cells.Length;
                var hasHeading = PairColumns.IsHeading(cells) || (reading.PictureColumn is { } named && cells.Contains(named));
                // Without a heading: picture, caption.
                columns = hasHeading || width < 2 || reading.PictureColumn is not null ? PairColumns.Find(path, cells, reading) : new PairColumns(0, 1, null);
                if (hasHeading) continue;
            }

            if (cells.Length < width && cells.All(cell => cell.Length == 0)) continue;
            // More cells, too: a caption cut off at its first comma would be another caption.
            var needed = Math.Max(columns.Picture, Math.Max(columns.Caption ?? 0, columns.Class ?? 0)) + 1;
            if (cells.Length < needed || cells.AsSpan(Math.Min(width, cells.Length)).ContainsAnyExcept(""))
                throw new InvalidDataException($"{path}, line {line}: {cells.Length} cells, and the first row has {width}; a text that holds the separator stands in double quotes.");
            Add(rows, line, cells[columns.Picture], Cell(cells, columns.Caption), Cell(cells, columns.Class));
        }

        return rows;
    }

    private static List<PairRow> ReadJson(string path, PairReading reading)
    {
        var text = Text(path, reading);
        var rows = new List<PairRow>();
        if (text.AsSpan().TrimStart() is ['[', ..])
        {
            foreach (var (i, item) in Parse(path, 1, text).EnumerateArray().Index()) AddJson(rows, path, i + 1, item, reading);
            return rows;
        }

        foreach (var (i, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
            if (line.Trim().Length > 0) AddJson(rows, path, i + 1, Parse(path, i + 1, line), reading);
        return rows;
    }

    private static JsonElement Parse(string path, int line, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"{path}, line {line}: no JSON ({malformed.Message.Split(" LineNumber")[0].TrimEnd('.')}); a table in JSON has an object a line.", malformed);
        }
    }

    private static void AddJson(List<PairRow> rows, string path, int line, JsonElement row, PairReading reading)
    {
        try
        {
            AddObject(rows, path, line, row, reading);
        }
        catch (InvalidOperationException noText)
        {
            throw new InvalidDataException($"{path}, line {line}: {noText.Message}", noText);
        }
    }

    private static void AddObject(List<PairRow> rows, string path, int line, JsonElement row, PairReading reading)
    {
        if (row.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{path}, line {line}: no object with a picture and a caption.");
        var cells = row.EnumerateObject().ToList();
        var columns = PairColumns.Find($"{path}, line {line}", [.. cells.Select(c => c.Name)], reading);
        string[] captions = columns.Caption is not { } caption ? [""] : cells[caption].Value.ValueKind == JsonValueKind.Array
            ? [.. cells[caption].Value.EnumerateArray().Select(Words)]
            : [Words(cells[caption].Value)];
        foreach (var words in captions) Add(rows, line, Words(cells[columns.Picture].Value), words, columns.Class is { } of ? Words(cells[of].Value) : null);
    }

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static async Task<IReadOnlyList<PairRow>> ReadParquetAsync(string path, PairReading reading)
    {
        await using var file = await MetadataFile.OpenAsync(path, CancellationToken.None).ConfigureAwait(false);
        string[] texts = [.. file.Fields.Where(f => MetadataColumns.IsFlat(f) && MetadataFile.HoldsText(f)).Select(f => f.Name)];
        var columns = PairColumns.Find(path, texts, reading);
        var rows = new List<PairRow>();
        foreach (var group in file.Groups)
        {
            var pictures = await file.ReadTextAsync(group, texts[columns.Picture], CancellationToken.None).ConfigureAwait(false);
            var captions = columns.Caption is { } c ? await file.ReadTextAsync(group, texts[c], CancellationToken.None).ConfigureAwait(false) : null;
            var classes = columns.Class is { } k ? await file.ReadTextAsync(group, texts[k], CancellationToken.None).ConfigureAwait(false) : null;
            var before = rows.Count;
            for (var i = 0; i < pictures.Length; i++) Add(rows, before + i + 1, pictures[i] ?? "", captions?[i], classes?[i]);
        }

        return rows;
    }

    private static void Add(List<PairRow> rows, int line, string picture, string? caption, string? ofClass)
    {
        if (picture.Length > 0) rows.Add(new PairRow(line, picture, Given(caption), Given(ofClass)));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Cell(string[] cells, int? column) => column is { } i ? cells[i] : null;

    private static string Text(string path, PairReading reading)
    {
        var bytes = File.ReadAllBytes(path);
        if (TextFile.Decode(bytes, reading.Encoding is null ? null : TextFile.FindEncoding(reading.Encoding)) is { } text) return text;
        // Names the line.
        if (reading.Encoding is null) _ = TextFile.ReadLines(path);
        throw new InvalidDataException($"{path} is no text in {reading.Encoding ?? "UTF-8"}; say what it is in with data.captionEncoding, such as windows-1252.");
    }
}
