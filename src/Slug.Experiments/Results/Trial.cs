using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Experiments.Graph;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Results;

/// <summary>What a trial is to the table and the figures.</summary>
public enum TrialKind
{
    /// <summary>The model before unlearning.</summary>
    Original,

    /// <summary>SLUG as it is.</summary>
    Slug,

    /// <summary>SLUG with something changed: more layers moved, several concepts in one model.</summary>
    Variant,

    /// <summary>Another method.</summary>
    Comparison,
}

/// <summary>A model to be measured: how it was made, and what it was to forget. Evaluation, tables and figures know models as trials alone.</summary>
public sealed record Trial
{
    /// <summary>Its name for steps and files: <c>slug-rocket</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What trials have in common whose mean over concepts is a row: <c>slug</c>, <c>ga-1e-05</c>.</summary>
    public required string Series { get; init; }

    /// <summary>What it is to the table.</summary>
    public required TrialKind Kind { get; init; }

    /// <summary>The method, as tables call it.</summary>
    public required string Method { get; init; }

    /// <summary>The learning rate, of methods that train.</summary>
    public double? LearningRate { get; init; }

    /// <summary>What else sets it apart in tables.</summary>
    public string? Setting { get; init; }

    /// <summary>The concepts that it is measured on.</summary>
    public required IReadOnlyList<Concept> Concepts { get; init; }

    /// <summary>Whether one model was to forget all of them, so that none of them is among what is to be kept.</summary>
    public bool Together { get; init; }

    /// <summary>
    /// Whether the run fails where it does not forget: models that the config asks for, not those that they are compared with, some of which are there
    /// to show that they do not.
    /// </summary>
    public bool IsAsked { get; init; }

    /// <summary>The model.</summary>
    public required StepOutput Model { get; init; }

    /// <summary>What results/ shows of it as a model that has forgotten, and no longer does where the test set finds a concept of it still there.</summary>
    public IReadOnlyList<StepOutput> Claims { get; init; } = [];

    /// <summary>What <see cref="Facts"/> are read from, by name.</summary>
    public IReadOnlyDictionary<string, StepOutput> Reads { get; init; } = new Dictionary<string, StepOutput>();

    /// <summary>Those of them whose making is the method's time and memory.</summary>
    public IReadOnlyList<string> Timed { get; init; } = [];

    /// <summary>What its time is made of, a column each; none where the table has the sum alone.</summary>
    public IReadOnlyList<CostPhase> Phases { get; init; } = [];

    /// <summary>Reads how the model was made; takes the path of each of <see cref="Reads"/> by name.</summary>
    public Func<Func<string, string>, TrialFacts> Facts { get; init; } = _ => new TrialFacts();
}

/// <summary>How a trial's model was made; null where it does not apply.</summary>
public sealed record TrialFacts
{
    /// <summary>The layer that was changed.</summary>
    public string? Layer { get; init; }

    /// <summary>The same for people, its tower said.</summary>
    public string? LayerLabel { get; init; }

    /// <summary>The step size.</summary>
    public double? Lambda { get; init; }

    /// <summary>The epoch that stands for a method that trains, from 1.</summary>
    public int? Epoch { get; init; }

    /// <summary>Bytes that must be kept to have the model, beside the original one.</summary>
    public long? StoredBytes { get; init; }

    /// <summary>Concepts that the method did not forget, each with what it reached at best on the search set.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Measure>> NotForgotten { get; init; } = new Dictionary<string, IReadOnlyList<Measure>>();

    /// <summary>How layer and step size were chosen.</summary>
    public SearchReport? Search { get; init; }
}

/// <summary>What a model was measured to do on the test set.</summary>
/// <param name="Concepts">Per concept: what is left of it, and how well everything else is kept, in the table's order.</param>
/// <param name="Similarity">Cosine similarities of the concepts' pictures (rows) and captions (columns), in the config's order.</param>
public sealed record ModelMetrics(IReadOnlyDictionary<string, IReadOnlyList<Measure>> Concepts, IReadOnlyList<IReadOnlyList<double>> Similarity)
{
    /// <summary>With how many unseen image-text pairs the membership attack compared forget pairs, as the paper does; null: with the test pictures.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? UnseenPairs { get; init; }

    /// <summary>Whether every concept that was measured counts as forgotten; see <see cref="Forgetting"/>.</summary>
    [JsonIgnore]
    public bool AreForgotten => Concepts.Values.All(Forgetting.Is);

    /// <summary>Measures for people: <c>FA@1 0.0 %, FA@5 0.0 %, names@1 47.4 %, MIA 91.3 %, MIA loss 82.7 %</c>.</summary>
    /// <param name="measures">The measures.</param>
    public static string Line(IEnumerable<Measure> measures) =>
        string.Join(", ", measures.Select(m => $"{m.Label} {m.Show(m.Value)}{(m.Unit == MeasureUnit.Share ? " %" : "")}"));

    /// <summary>Writes the metrics as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ModelMetrics));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static ModelMetrics Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.ModelMetrics)!;
}

/// <summary>A trial once its model was measured.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Metrics">The measures on the test set.</param>
/// <param name="Facts">How the model was made.</param>
/// <param name="Seconds">Wall time of its making, when it was computed.</param>
/// <param name="PeakBytes">The most memory that its process held meanwhile.</param>
public sealed record MeasuredTrial(Trial Trial, ModelMetrics Metrics, TrialFacts Facts, double? Seconds, long? PeakBytes)
{
    /// <summary>What the time is made of.</summary>
    public IReadOnlyList<Measure> Phases { get; init; } = [];
}
