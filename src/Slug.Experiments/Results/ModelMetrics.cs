using System.Text.Json;

namespace Slug.Experiments.Results;

/// <summary>What a model was measured to do on the test set.</summary>
/// <param name="Concepts">Per concept: what is left of it, and how well everything else is kept.</param>
/// <param name="Similarity">Cosine similarities of the concepts' pictures (rows) and captions (columns), in the config's order.</param>
public sealed record ModelMetrics(IReadOnlyDictionary<string, ConceptMetrics> Concepts, IReadOnlyList<IReadOnlyList<double>> Similarity)
{
    /// <summary>Writes the metrics as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ModelMetrics));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static ModelMetrics Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReportJson.Default.ModelMetrics)!;
}

/// <summary>The measures of METHOD section 4 for one concept, as shares from 0 to 1.</summary>
/// <param name="Fa1">FA@1: the concept's own pictures against all names.</param>
/// <param name="Fa5">FA@5.</param>
/// <param name="Names1">Top-1 of the other names' pictures against all names.</param>
/// <param name="Names5">Top-5 of the same.</param>
/// <param name="Subcategories1">Top-1 of the other names' pictures against the subcategories.</param>
/// <param name="MiaDistance">Accuracy of the membership attack on <c>1 − cos</c>: forget pairs against test pictures; one half is chance.</param>
/// <param name="MiaLoss">The same on the zero-shot loss of the pictures.</param>
public sealed record ConceptMetrics(double Fa1, double Fa5, double Names1, double Names5, double Subcategories1, double MiaDistance, double MiaLoss);
