using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Configuration;
using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Pipeline.Keys;
using Slug.Unlearning.Moments;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>Of what second moments are taken.</summary>
/// <param name="Layers">The layers whose inputs are wanted; null for all candidate layers.</param>
/// <param name="Pairs">How many pairs of the retain set; null for all.</param>
public sealed record MomentParameters([property: OmittedWhenNull] IReadOnlyList<string>? Layers, [property: OmittedWhenNull] int? Pairs)
{
    /// <summary>What a config needs: the inputs of every layer that may be chosen.</summary>
    public static MomentParameters Of(ClipOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var unlearn = options.Unlearn;
        IReadOnlyList<string> wanted = unlearn.Layer == LayerChoice.Best ? unlearn.Candidates : [unlearn.Layer];
        var named = unlearn.Ablations.Count == 0 && !wanted.Any(LayerChoice.IsRule);
        return new MomentParameters(named ? [.. wanted.Order(StringComparer.Ordinal)] : null, options.Grads.MomentPairs);
    }

    /// <summary>Whether a module's parameter is one of these layers, or holds one.</summary>
    public bool Wants(LayerSet layers, string parameter)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.ByParameter[parameter].Any(layer => Layers?.Contains(layer.Name) ?? layer.IsCandidate);
    }

    /// <summary>Which pairs of a set of <paramref name="total"/> count: all, or as many as are wanted, spread evenly.</summary>
    public bool Counts(int place, int total) =>
        Pairs is not { } pairs || pairs >= total || (long)(place + 1) * pairs / total > (long)place * pairs / total;
}

/// <summary>Gathers second moments beside the pass for the retain gradient.</summary>
internal sealed class RetainMoments : IDisposable
{
    private readonly MomentParameters _parameters;
    private readonly MomentGathering _gathering;
    private readonly int _total;
    private int _place;
    private int _pairs;

    public RetainMoments(MomentParameters parameters, ClipModel model, string tar)
    {
        _parameters = parameters;
        _total = TarShardReader.Read([tar]).Count();
        _gathering = new MomentGathering(model, parameter => parameters.Wants(model.Layers, parameter));
    }

    /// <summary>Takes the captions of the batch that comes next.</summary>
    public void Expect(Tensor tokens)
    {
        bool[] counts = [.. Enumerable.Range(_place, (int)tokens.shape[0]).Select(place => _parameters.Counts(place, _total))];
        _gathering.Expect(tokens, counts);
        _place += counts.Length;
        _pairs += counts.Count(c => c);
    }

    /// <summary>Writes the sums and says what they took.</summary>
    public void Save(string path, Action<string> log)
    {
        var elapsed = _gathering.Elapsed;
        using var moments = _gathering.Take();
        moments.Save(path);
        log(FormattableString.Invariant(
            $"second moments of the inputs of {moments.Parameters.Count()} layers over {_pairs} of {_total} pairs: {moments.Bytes / 1048576.0:F1} MiB, {elapsed.TotalSeconds:F2} s of the pass"));
    }

    public void Dispose() => _gathering.Dispose();
}
