using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Experiments.Diffusion.Measures;

/// <summary>What a model was measured to do beside the table's numbers.</summary>
/// <param name="Concepts">By concept.</param>
internal sealed record EvaluationDetails(IReadOnlyDictionary<string, RequestDetails> Concepts)
{
    /// <summary>Writes them.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, DetailsJson.Default.EvaluationDetails));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static EvaluationDetails Load(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), DetailsJson.Default.EvaluationDetails)!;
}

/// <summary>One request.</summary>
/// <param name="Became">What the judge calls the pictures that ask for the concept, the most frequent first.</param>
/// <param name="Fid">The distance from real pictures; null where it is not measured.</param>
internal sealed record RequestDetails(IReadOnlyList<BecameLabel> Became, FidDetails? Fid);

/// <summary>A label with how many pictures are called it.</summary>
internal sealed record BecameLabel(string Label, int Pictures);

/// <summary>A distance with what it rests on.</summary>
/// <param name="Distance">The distance.</param>
/// <param name="Generated">Generated pictures, without the concept's.</param>
/// <param name="Real">Real pictures, without the concept's.</param>
/// <param name="Warnings">Why it is to be taken with care.</param>
internal sealed record FidDetails(double Distance, long Generated, long Real, IReadOnlyList<string> Warnings);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationDetails))]
internal sealed partial class DetailsJson : JsonSerializerContext;
