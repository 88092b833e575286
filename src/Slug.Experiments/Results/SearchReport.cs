using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Models.Layers;
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
    /// <summary>What came nearest to forgetting, where nothing forgot: the step whose model is measured in place of one that has forgotten.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NearestStep? Nearest { get; init; }

    /// <summary>Whether a layer forgot the concept on the search set.</summary>
    [JsonIgnore]
    public bool Forgotten => Winner is not null;

    /// <summary>The layer that moved in the model that is measured; null where none did.</summary>
    [JsonIgnore]
    public string? Moved => Winner ?? Nearest?.Layer;

    /// <summary>Its name for people, the tower said; null where none moved.</summary>
    [JsonIgnore]
    public string? MovedLabel => Layers.FirstOrDefault(l => l.Name == Moved)?.Label;

    /// <summary>By what step size it moved.</summary>
    [JsonIgnore]
    public double Step => Winner is not null ? Lambda : Nearest?.Lambda ?? 0;

    /// <summary>In words: what moved how far, or how near to forgetting it came.</summary>
    /// <param name="left">What the step that came nearest left, behind NOT FORGOTTEN.</param>
    public string Sentence(Func<NearestStep, string> left)
    {
        ArgumentNullException.ThrowIfNull(left);
        return Winner is { } layer ? string.Create(CultureInfo.InvariantCulture, $"{Concept}: {layer} moved by {RelativeChange:P1} of its norm (step size {Lambda:G4}).")
            : Nearest is { } nearest ? $"{Concept}: NOT FORGOTTEN{left(nearest)} That is what the table measures."
            : $"{Concept}: NOT FORGOTTEN, it depends on none of the layers searched.";
    }

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
public sealed record SearchedLayer(string Name, string Tower, double Alignment, double Importance, bool OnFront, StepSearchResult? Search)
{
    /// <summary>Its name for figures that say the tower: <c>resblocks.0.attn.out_proj</c>.</summary>
    [JsonIgnore]
    public string ShortName => LayerNames.Short(Name);

    /// <summary>Its name for people, the tower said: <c>text: resblocks.0.attn.out_proj</c>.</summary>
    [JsonIgnore]
    public string Label => $"{(Tower == "vision" ? "visual" : "text")}: {ShortName}";
}

/// <summary>A step that did not forget, and came nearer to it than any other.</summary>
/// <param name="Layer">The layer that moved.</param>
/// <param name="Lambda">The step size.</param>
/// <param name="RelativeChange"><c>λ‖g‖/‖θ‖</c>.</param>
/// <param name="Forget">What was left of the concept on the search set.</param>
/// <param name="Retained">The mean retained accuracy there.</param>
public sealed record NearestStep(string Layer, double Lambda, double RelativeChange, ForgetAccuracy Forget, double Retained);

/// <summary>Compiled serialisers: the reflection ones would cost start-up time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SearchReport))]
[JsonSerializable(typeof(ModelMetrics))]
[JsonSerializable(typeof(ComparisonReport))]
[JsonSerializable(typeof(AblationReport))]
[JsonSerializable(typeof(TogetherReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
