using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Results;

/// <summary>How layer and step size of a concept were chosen: what the figures and the table are drawn from.</summary>
/// <param name="Concept">The concept.</param>
/// <param name="Original">Accuracies of the original model on the search set.</param>
/// <param name="Layers">Every candidate layer with its scores and, where it was searched, what the search found.</param>
/// <param name="Winner">The chosen layer, or null when no layer forgot the concept.</param>
/// <param name="Lambda">The chosen step size, 0 when nothing was chosen.</param>
/// <param name="RelativeChange"><c>λ‖g‖/‖θ‖</c>.</param>
/// <param name="Curve">Accuracies of the chosen layer at a grid of step sizes.</param>
public sealed record SearchReport(
    string Concept,
    StepEvaluation Original,
    IReadOnlyList<SearchedLayer> Layers,
    string? Winner,
    double Lambda,
    double RelativeChange,
    IReadOnlyList<StepEvaluation> Curve)
{
    /// <summary>Writes the report as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.SearchReport));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static SearchReport Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.SearchReport)!;
}

/// <summary>A candidate layer.</summary>
/// <param name="Name">Its tensor's name.</param>
/// <param name="Tower">Its tower, <c>vision</c> or <c>language</c>.</param>
/// <param name="Alignment"><c>|cos(∇L_f, ∇L_r)|</c>.</param>
/// <param name="Importance"><c>‖∇L_f‖/‖θ‖</c>.</param>
/// <param name="OnFront">Whether it lies on its tower's Pareto front.</param>
/// <param name="Search">The search over its step sizes, or null when it was not a candidate.</param>
public sealed record SearchedLayer(string Name, string Tower, double Alignment, double Importance, bool OnFront, StepSearchResult? Search);

/// <summary>Compiled serialisers: the reflection ones would cost start-up time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SearchReport))]
[JsonSerializable(typeof(ModelMetrics))]
[JsonSerializable(typeof(ComparisonReport))]
[JsonSerializable(typeof(AblationReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
