using System.Globalization;
using System.Text.Json;
using Slug.Data.Laion;

namespace Slug.Data.Questions;

/// <summary>
/// Reads question files, JSON lines or parquet: <c>picture</c> (or <c>image</c>), <c>question</c>, <c>answers</c> (or <c>answer</c>), a text or a list of texts;
/// in parquet a list stands as text in JSON. An answer may be a number: 3, and 3.0 of a column of fractions, are the answer "3".
/// </summary>
public static class QuestionTable
{
    private static readonly string[] PictureKeys = ["picture", "image", "path", "file_name"], AnswerKeys = ["answers", "answer"];

    /// <summary>Reads a file; what is wrong with its rows is reported, and those rows are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problems">Takes each problem, with file and line.</param>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<QuestionRow> Read(string path, ICollection<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var rows = Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase)
            ? ReadParquetAsync(path, problems).GetAwaiter().GetResult()
            : ReadJson(path, problems);
        if (rows.Count == 0 && problems.Count == 0) problems.Add($"{path} has no questions.");
        return rows;
    }

    private static List<QuestionRow> ReadJson(string path, ICollection<string> problems)
    {
        var rows = new List<QuestionRow>();
        var text = TextFile.Decode(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"{path} is no text in UTF-8; a question file is JSON lines or parquet.");
        foreach (var (i, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (line.Trim().Length == 0) continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.ValueKind != JsonValueKind.Object) problems.Add($"{path}, line {i + 1}: no JSON object; a question file has one a line.");
                else Add(rows, path, i + 1, Text(document.RootElement, PictureKeys), null, Text(document.RootElement, ["question"]), Accepted.Of(document.RootElement), problems);
            }
            catch (InvalidOperationException)
            {
                // What is no text is told only as it is read.
                problems.Add(Halves(path, i + 1));
            }
            catch (JsonException malformed)
            {
                problems.Add($"{path}, line {i + 1}: no JSON ({malformed.Message.Split(" LineNumber")[0].TrimEnd('.')}); a question file has an object a line.");
            }
        }

        return rows;
    }

    private static async Task<List<QuestionRow>> ReadParquetAsync(string path, ICollection<string> problems)
    {
        await using var file = await MetadataFile.OpenAsync(path, default).ConfigureAwait(false);
        var names = file.Fields.Where(MetadataColumns.IsFlat).Select(field => field.Name).ToList();
        string? picture = PictureKeys.FirstOrDefault(names.Contains), answers = AnswerKeys.FirstOrDefault(names.Contains);
        var rows = new List<QuestionRow>();
        if (picture is null || answers is null || !names.Contains("question"))
        {
            problems.Add($"{path} lacks a column: it has {string.Join(", ", names)}; needed are picture (paths, or the pictures' bytes), question, and answers (a text, or a list as text in JSON).");
            return rows;
        }

        var line = 0;
        foreach (var group in file.Groups)
        {
            var asked = await file.ReadTextAsync(group, "question", default).ConfigureAwait(false);
            var accepted = await ReadAnswersAsync(file, group, answers).ConfigureAwait(false);
            var shown = await file.ReadBytesAsync(group, picture, default).ConfigureAwait(false);
            for (var i = 0; i < asked.Length; i++)
            {
                var bytes = shown[i];
                var isPicture = bytes is not null && !IsText(bytes);
                var name = isPicture ? $"row-{line + 1}" : bytes is null ? null : TextFile.Decode(bytes);
                line++;
                if (Accepted.Of(accepted[i]) is { } list) Add(rows, path, line, name, isPicture ? bytes : null, asked[i], list, problems);
                else problems.Add(Halves(path, line));
            }
        }

        return rows;
    }

    // A column of numbers, as data frames make of counts; where some are missing they make fractions of them.
    private static async Task<string?[]> ReadAnswersAsync(MetadataFile file, Parquet.ParquetRowGroupReader group, string column)
    {
        var field = file.Fields.First(candidate => candidate.Name == column && MetadataColumns.IsFlat(candidate));
        if (MetadataFile.HoldsText(field) || ColumnCodec.For(field) is null) return await file.ReadTextAsync(group, column, default).ConfigureAwait(false);
        return Array.ConvertAll(await file.ReadAsync(group, column, default).ConfigureAwait(false), Number);
    }

    private static string? Number(object? value) => value switch
    {
        null or double.NaN or float.NaN => null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static void Add(
        List<QuestionRow> rows, string path, int line, string? picture, byte[]? bytes, string? question, Accepted accepted, ICollection<string> problems)
    {
        var before = problems.Count;
        if (string.IsNullOrWhiteSpace(picture)) problems.Add($"{path}, line {line}: the question has no picture; name one as 'picture'.");
        if (string.IsNullOrWhiteSpace(question)) problems.Add($"{path}, line {line}: there is no question.");
        if (accepted.Stranger is { } stranger) problems.Add($"{path}, line {line}: an accepted answer is {stranger}, and answers are texts or numbers: write it as one.");
        else if (accepted.Answers.Count == 0) problems.Add($"{path}, line {line}: the list of accepted answers is empty; give at least one as 'answers'.");
        if (problems.Count == before) rows.Add(new QuestionRow(line, picture!, question!, accepted.Answers) { Bytes = bytes });
    }

    // A path is printable; the formats of pictures begin with bytes that are not, or with zeros soon after.
    private static bool IsText(byte[] bytes) => bytes.Length < 4096 && bytes.All(b => b >= 0x20);

    private static string Halves(string path, int line) =>
        $"{path}, line {line}: a text has one half of a surrogate pair (\\ud800 to \\udfff mean a character by twos alone); write the character itself, or both halves.";

    private static string? Text(JsonElement row, string[] keys) =>
        keys.Select(key => row.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null).FirstOrDefault(text => text is not null);

    /// <summary>What a row gives as its accepted answers.</summary>
    /// <param name="Answers">The answers.</param>
    /// <param name="Stranger">The first that is neither a text nor a number, as it stands there; null where there is none.</param>
    private sealed record Accepted(IReadOnlyList<string> Answers, string? Stranger = null)
    {
        private const int MostShown = 60;

        /// <summary>Those of an object in JSON: an answer, or a list.</summary>
        public static Accepted Of(JsonElement row)
        {
            foreach (var key in AnswerKeys)
            {
                if (row.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null) return OfList(value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value]);
            }

            return new Accepted([]);
        }

        /// <summary>Those of a text, or of a list as text in JSON; null where one of its texts has half of a surrogate pair.</summary>
        public static Accepted? Of(string? text)
        {
            if (text is null) return new Accepted([]);
            var asIs = new Accepted([text]);
            if (text.AsSpan().TrimStart() is not ['[', ..]) return asIs;
            try
            {
                using var document = JsonDocument.Parse(text);
                List<JsonElement> items = [.. document.RootElement.EnumerateArray()];
                return items.TrueForAll(item => item.ValueKind == JsonValueKind.String) || items.Exists(item => item.ValueKind is JsonValueKind.Array or JsonValueKind.Object) ? OfList(items) : asIs;
            }
            catch (JsonException)
            {
                return asIs;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }

        private static Accepted OfList(List<JsonElement> items) => items.Find(item => item.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) is { ValueKind: not JsonValueKind.Undefined } stranger
            ? new Accepted([], Shown(stranger.GetRawText()))
            : new Accepted([.. items.Select(item => item.ToString())]);

        private static string Shown(string raw) => raw.Length <= MostShown ? raw : $"{raw[..MostShown]}…";
    }
}
