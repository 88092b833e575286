using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// Encodes the same inputs again and again while one layer changes: the stream before the layer's block is kept, and only what follows runs.
/// </summary>
internal sealed class ResumableEncoder : IDisposable
{
    private readonly ITower _tower;
    private readonly int _from;
    private readonly List<(Tensor Input, Tensor Stream)> _parts = [];

    /// <summary>Keeps the stream before the block that <paramref name="layer"/> belongs to.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="inputs">Its inputs, <c>[inputs, ...]</c>, on the model's device.</param>
    /// <param name="layer">The parameter that will change.</param>
    public ResumableEncoder(ITower tower, Tensor inputs, string layer)
    {
        _tower = tower;
        // Outside the blocks the last layers (final norm, projection) run on the stream behind them; of the first ones nothing can be kept.
        _from = LayerChoice.BlockOf(layer) ?? (IsBehindBlocks(layer) ? tower.BlockCount : -1);
        using var noGrad = no_grad();
        for (long start = 0; start < inputs.shape[0]; start += FeatureEncoding.DefaultBatch)
        {
            using var scope = NewDisposeScope();
            var input = inputs.narrow(0, start, Math.Min(FeatureEncoding.DefaultBatch, inputs.shape[0] - start));
            var stream = _from < 0 ? input.alias() : tower.RunBlocks(tower.Embed(input), 0, _from);
            _parts.Add((input.DetachFromDisposeScope(), stream.DetachFromDisposeScope()));
        }
    }

    /// <summary>Features of length one, <c>[inputs, embed]</c>, of the model as it is now.</summary>
    public Tensor Encode()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = cat(_parts.Select(p => Finish(p.Input, p.Stream)).ToArray());
        return nn.functional.normalize(features, dim: -1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (input, stream) in _parts)
        {
            input.Dispose();
            stream.Dispose();
        }
    }

    private Tensor Finish(Tensor input, Tensor stream)
    {
        var from = Math.Max(_from, 0);
        var start = _from < 0 ? _tower.Embed(input) : stream;
        return _tower.Project(_tower.RunBlocks(start, from, _tower.BlockCount), input);
    }

    private static bool IsBehindBlocks(string layer) =>
        layer is "visual.proj" or "text_projection"
        || layer.StartsWith("visual.ln_post.", StringComparison.Ordinal)
        || layer.StartsWith("ln_final.", StringComparison.Ordinal);
}
