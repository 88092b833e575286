using Slug.Models.Layers;
using Slug.Models.Parity;
using Slug.Unlearning.LayerRanking;
using static TorchSharp.torch;

namespace Slug.Unlearning.Parity;

/// <summary>
/// Compares a ranking with the one that follows from a reference's own weights and gradients by the formulas of METHOD section 1, taken in float64
/// and tensor by tensor, for references that have no ranking of their own.
/// </summary>
internal static class RankingParity
{
    // What a candidate's name in Hugging Face's layout must not hold.
    private static readonly string[] Excluded = ["bias", "logit_scale", "position", "embedding", "norm"];

    public static IEnumerable<ParityRow> Compare(
        LayerTable table, IReadOnlyDictionary<string, Tensor> weights, IReadOnlyDictionary<string, Tensor> forget, IReadOnlyDictionary<string, Tensor> retain)
    {
        var candidates = forget.Keys.Where(name => !Array.Exists(Excluded, part => name.Contains(part, StringComparison.Ordinal))).ToList();
        foreach (var (tower, label) in new[] { (Tower.Vision, "vision"), (Tower.Language, "language") })
        {
            var names = candidates.Where(name => name.StartsWith("vis", StringComparison.Ordinal) == (tower == Tower.Vision)).ToList();
            var expected = names.ToDictionary(name => name, Score);
            var actual = table.Of(tower);
            var same = Comparison.OfNames($"{label} candidate layers", names, actual.Select(l => l.Name));
            yield return same;
            if (!same.Passed) continue;
            yield return Comparison.Of($"{label} importance", [.. actual.Select(_ => 1.0)], [.. actual.Select(l => l.Importance / expected[l.Name].Importance)], Comparison.Gradients);
            // A cosine: an error of one is of the order of 1.
            yield return Comparison.Of($"{label} alignment", [.. actual.Select(l => expected[l.Name].Alignment), 1], [.. actual.Select(l => l.Alignment), 1], Comparison.Gradients);
            yield return Comparison.OfNames($"{label} Pareto front", names.Where(name => !expected.Values.Any(other => Beats(other, expected[name]))), table.Front(tower).Select(l => l.Name));
        }

        (double Importance, double Alignment) Score(string name)
        {
            using var scope = NewDisposeScope();
            var (weight, one, other) = (Flat(weights[name]), Flat(forget[name]), Flat(retain[name]));
            var cosine = one.dot(other).item<double>() / (one.norm().item<double>() * other.norm().item<double>());
            return (one.norm().item<double>() / weight.norm().item<double>(), Math.Abs(cosine));
        }
    }

    private static bool Beats((double Importance, double Alignment) one, (double Importance, double Alignment) other) =>
        one.Alignment < other.Alignment && one.Importance > other.Importance;

    private static Tensor Flat(Tensor tensor) => tensor.to_type(ScalarType.Float64).flatten();
}
