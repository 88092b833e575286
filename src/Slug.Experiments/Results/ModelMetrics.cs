using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Experiments.Results;

/// <summary>What a model was measured to do on the test set.</summary>
/// <param name="Concepts">Per concept: what is left of it, and how well everything else is kept.</param>
/// <param name="Similarity">Cosine similarities of the concepts' pictures (rows) and captions (columns), in the config's order.</param>
public sealed record ModelMetrics(IReadOnlyDictionary<string, ConceptMetrics> Concepts, IReadOnlyList<IReadOnlyList<double>> Similarity)
{
    /// <summary>With how many unseen image-text pairs the membership attack compared forget pairs, as the paper does; null: with the test pictures.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? UnseenPairs { get; init; }

    /// <summary>Writes the metrics as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ModelMetrics));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static ModelMetrics Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.ModelMetrics)!;
}

/// <summary>The measures of METHOD section 4 for one concept, as shares from 0 to 1.</summary>
/// <param name="Fa1">FA@1: the concept's own pictures against all names.</param>
/// <param name="Fa5">FA@5.</param>
/// <param name="Kept">What is kept of everything else, in the table's order: <c>names@1</c>, <c>names@5</c>, <c>TA_IN@1</c> and so on.</param>
/// <param name="MiaDistance">Accuracy of the membership attack on <c>1 − cos</c>: forget pairs against unseen pairs or test pictures (<see cref="ModelMetrics.UnseenPairs"/>); one half is chance.</param>
/// <param name="MiaLoss">The same on losses: of pairs the contrastive one, of pictures the zero-shot one.</param>
public sealed record ConceptMetrics(double Fa1, double Fa5, IReadOnlyList<KeptAccuracy> Kept, double MiaDistance, double MiaLoss)
{
    /// <summary>The measures for people: <c>FA@1 0.0 %, FA@5 0.0 %, names@1 47.4 %, MIA 91.3 %, MIA loss 82.7 %</c>.</summary>
    public override string ToString() => string.Join(
        ", ",
        Kept.Select(k => (k.Measure, k.Value)).Prepend(("FA@5", Fa5)).Prepend(("FA@1", Fa1)).Append(("MIA", MiaDistance)).Append(("MIA loss", MiaLoss))
            .Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Item1} {m.Item2:P1}")));
}

/// <summary>An accuracy on something that is to be kept.</summary>
/// <param name="Measure">Its name in tables: <c>TA_CA@1</c>.</param>
/// <param name="Value">The share of pictures, from 0 to 1.</param>
public sealed record KeptAccuracy(string Measure, double Value);
