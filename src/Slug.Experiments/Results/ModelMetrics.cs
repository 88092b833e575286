using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

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
