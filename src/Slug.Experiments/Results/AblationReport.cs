using System.Text.Json;
using Slug.Experiments.Graph;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Results;

/// <summary>How a group of layers was moved.</summary>
/// <param name="Concept">The concept.</param>
/// <param name="Layers">The parameters that moved.</param>
/// <param name="ChangedBytes">Their size: what must be kept of the change.</param>
/// <param name="Search">The search for their step size.</param>
public sealed record AblationReport(string Concept, IReadOnlyList<string> Layers, long ChangedBytes, StepSearchResult Search)
{
    /// <summary>Writes the report as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.AblationReport));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static AblationReport Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.AblationReport)!;
}

/// <summary>A concept as forgotten by moving a group of layers.</summary>
/// <param name="Layers">The group's name.</param>
/// <param name="Concept">The concept.</param>
/// <param name="Report">How it went.</param>
/// <param name="Metrics">The measures of the model on the test set.</param>
/// <param name="Seconds">Wall time of the search, when it was computed.</param>
/// <param name="PeakBytes">The most memory that its process held meanwhile.</param>
public sealed record AblatedConcept(string Layers, Concept Concept, AblationReport Report, ModelMetrics Metrics, double? Seconds, long? PeakBytes)
{
    private const string WholeModel = "whole model", ParetoLayers = "all Pareto layers";

    /// <summary>What sets its rows apart in tables.</summary>
    public string Setting => Layers == GroupSearch.WholeModel ? WholeModel : ParetoLayers;

    /// <summary>Whether rows of that setting are ablations.</summary>
    internal static bool IsSetting(string? setting) => setting is WholeModel or ParetoLayers;
}
