using Slug.Models.Clip;
using Slug.Models.Numbers;
using Slug.Models.Training;
using Slug.Unlearning.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Unlearning.Methods;

/// <summary>
/// Selective synaptic dampening: where a weight's importance to the forget set exceeds α times that to the retain set, the weight is multiplied
/// with <c>min(1, λ·I_r/I_f)</c>. Importance is the mean over batches of the squared batch gradient, taken once on the original weights; λ grows
/// from epoch to epoch and the dampening compounds. Scalars are left alone.
/// </summary>
internal sealed class SelectiveDampening : IEpochRunner
{
    // The reference spaces λ over ten epochs, whatever the number that is run.
    private const int SpacedEpochs = 10;

    private readonly MethodOptions _options;
    private readonly List<(string Name, Parameter Parameter)> _parameters;
    private readonly Dictionary<string, (Tensor Chosen, Tensor Ratio)> _dampening = new(StringComparer.Ordinal);

    public SelectiveDampening(ClipModel model, MethodData data, MethodOptions options, CancellationToken cancellation)
    {
        _options = options;
        _parameters = [.. model.named_parameters().Where(p => p.parameter.dim() > 0 && ComparisonMethod.TakesPart(p.name, options))];
        var forgetObjective = options.ContrastiveForget ? Objective.Retain : Objective.Forget;
        using var scope = NewDisposeScope();
        var forget = Importance(model, data.Forget(0), forgetObjective, cancellation);
        var retain = Importance(model, data.Retain(0), Objective.Retain, cancellation);
        foreach (var (name, _) in _parameters)
        {
            var chosen = forget[name].gt(retain[name].mul(options.DampeningAlpha));
            // Chosen weights have a forget importance above zero; elsewhere the ratio is not used.
            var ratio = retain[name].div(forget[name].where(chosen, ones_like(forget[name])));
            _dampening[name] = (chosen.DetachFromDisposeScope(), ratio.DetachFromDisposeScope());
        }
    }

    public void Run(int epoch)
    {
        var position = Math.Min(epoch, SpacedEpochs - 1) / (double)(SpacedEpochs - 1);
        var lambda = _options.DampeningFirst + ((_options.DampeningLast - _options.DampeningFirst) * position);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in _parameters)
        {
            using var scope = NewDisposeScope();
            var (chosen, ratio) = _dampening[name];
            parameter.mul_(ratio.mul(lambda).clamp_max(1).where(chosen, ones_like(ratio)));
        }
    }

    public void Dispose()
    {
        foreach (var (chosen, ratio) in _dampening.Values)
        {
            chosen.Dispose();
            ratio.Dispose();
        }
    }

    private Dictionary<string, Tensor> Importance(ClipModel model, IEnumerable<PairBatch> batches, Objective objective, CancellationToken cancellation)
    {
        var sums = _parameters.ToDictionary(p => p.Name, p => zeros_like(p.Parameter, requires_grad: false), StringComparer.Ordinal);
        var count = 0;
        foreach (var batch in batches)
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            cancellation.ThrowIfCancellationRequested();
            ClipOptimizer.ClearGradients(model.parameters());
            objective.Evaluate(model, batch).backward();
            foreach (var (name, parameter) in _parameters)
            {
                if (parameter.grad is { } gradient) sums[name].addcmul_(gradient, gradient, 1);
            }

            count++;
        }

        ClipOptimizer.ClearGradients(model.parameters());
        if (count == 0) throw new ArgumentException($"The set whose {objective.Name} importance is asked for has no pairs.", nameof(batches));
        foreach (var (name, sum) in sums) FiniteNumbers.Require(sum.div_(count), $"the importance of '{name}' to the {objective.Name} set");
        return sums;
    }
}
