using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Results;

/// <summary>How a group of layers was moved.</summary>
/// <param name="Concept">The concept.</param>
/// <param name="Layers">The parameters that moved.</param>
/// <param name="ChangedBytes">Their size: what must be kept of the change.</param>
/// <param name="Search">The search for their step size.</param>
public sealed record AblationReport(string Concept, IReadOnlyList<string> Layers, long ChangedBytes, StepSearchResult Search)
{
    /// <summary>The step size that was taken: the one found or, where nothing forgot, the one that came nearest; 0 where nothing could move.</summary>
    [JsonIgnore]
    public double Step => (Search.Reported ?? LayerChoice.Nearest([Search])?.Evaluation)?.Lambda ?? 0;

    /// <summary>Writes the report as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.AblationReport));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static AblationReport Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.AblationReport)!;
}
