using System.Text.Json;

namespace Slug.Experiments.Results;

/// <summary>What became of a group of concepts that one model was to forget together.</summary>
/// <param name="NotForgotten">Those that no layer forgot, of which the nearest step was taken.</param>
public sealed record TogetherReport(IReadOnlyList<string> NotForgotten)
{
    /// <summary>Writes the report as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.TogetherReport));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static TogetherReport Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.TogetherReport)!;
}
