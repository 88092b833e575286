using System.Globalization;
using System.Text.Json;

namespace Slug.Mutants;

/// <summary>A change that Stryker made, one of those that it counts.</summary>
/// <param name="Id">What the mutated assembly knows it by.</param>
/// <param name="File">Its source file, relative to the room.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Change">What was written instead.</param>
/// <param name="Once">Whether it runs once in a process: in the making of a static field.</param>
internal sealed record Mutant(int Id, string File, int Line, string Change, bool Once)
{
    /// <summary>Reads Stryker's report. Left out is what did not compile and what a rule ignores: blocks within blocks, and what the config names.</summary>
    public static IReadOnlyList<Mutant> Load(string report)
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(report));
        var root = json.RootElement.GetProperty("projectRoot").GetString()!;
        return
        [
            .. from file in json.RootElement.GetProperty("files").EnumerateObject()
               from mutant in file.Value.GetProperty("mutants").EnumerateArray()
               where mutant.GetProperty("status").GetString() is "NoCoverage" or "Survived" or "Killed" or "Timeout"
               let lines = file.Value.GetProperty("source").GetString()!.Split('\n')
               let start = mutant.GetProperty("location").GetProperty("start")
               let line = start.GetProperty("line").GetInt32()
               let was = lines[line - 1][(start.GetProperty("column").GetInt32() - 1)..].Trim()
               select new Mutant(
                   int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture), Path.GetRelativePath(root, Path.GetFullPath(file.Name, root)), line,
                   $"{mutant.GetProperty("mutatorName").GetString()}: {Short(was)} => {Short(mutant.GetProperty("replacement").GetString()!)}",
                   mutant.TryGetProperty("static", out var once) && once.ValueKind == JsonValueKind.True),
        ];
    }

    public override string ToString() => $"{File}:{Line} #{Id} {Change}";

    private static string Short(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 110 } all ? $"{all[..110]}..." : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
