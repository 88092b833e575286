using Slug.Models.Clip;
using Slug.Models.Numbers;
using Slug.Models.Training;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Unlearning.Methods;

/// <summary>The four methods that follow gradients with AdamW: fine-tuning, ascent, both in turn, and both with a saliency mask.</summary>
internal sealed class GradientMethod : IEpochRunner
{
    private readonly ClipModel _model;
    private readonly MethodKind _kind;
    private readonly MethodData _data;
    private readonly MethodOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly List<Parameter> _frozen;
    private readonly FlatAdamW _optimizer;
    private readonly CosineSchedule _schedule;
    private readonly Tensor? _mask;
    private int _step;

    public GradientMethod(ClipModel model, MethodKind kind, MethodData data, MethodOptions options, CancellationToken cancellation)
    {
        (_model, _kind, _data, _options, _cancellation) = (model, kind, data, options, cancellation);
        var all = model.named_parameters().ToList();
        _frozen = [.. all.Where(p => p.parameter.requires_grad && !ComparisonMethod.TakesPart(p.name, options)).Select(p => p.parameter)];
        foreach (var parameter in _frozen) parameter.requires_grad = false;
        var trained = all.Where(p => ComparisonMethod.TakesPart(p.name, options)).ToList();
        // Before the optimiser, which then owns the gradients.
        using var saliency = kind == MethodKind.SaliencyUnlearning ? Saliency() : null;
        _optimizer = new FlatAdamW(trained, options.Optimizer);
        _mask = saliency?.Flat(model.Layers, _optimizer.Names);
        var steps = (UsesForget ? data.ForgetBatches : 0) + (UsesRetain ? data.RetainBatches : 0);
        _schedule = new CosineSchedule(options.LearningRate, 0, steps * options.Epochs);
    }

    private bool UsesForget => _kind != MethodKind.FineTuning;

    private bool UsesRetain => _kind != MethodKind.GradientAscent;

    private Objective ForgetObjective => _options.ContrastiveForget ? Objective.Retain : Objective.Forget;

    public void Run(int epoch)
    {
        if (UsesForget) Pass(_data.Forget(epoch), ForgetObjective, ascend: true);
        if (UsesRetain) Pass(_data.Retain(epoch), Objective.Retain, ascend: false);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _mask?.Dispose();
        foreach (var parameter in _frozen) parameter.requires_grad = true;
    }

    private SaliencyMask Saliency()
    {
        var layers = _model.Layers.Where(layer => ComparisonMethod.TakesPart(layer.Parameter, _options)).ToList();
        var wanted = layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        using var gradients = GradientComputation.Compute(_model, _data.Forget(0), ForgetObjective, cancellation: _cancellation, only: wanted.Contains);
        return SaliencyMask.Of(gradients, layers, _options.SaliencyShare);
    }

    private void Pass(IEnumerable<PairBatch> batches, Objective objective, bool ascend)
    {
        foreach (var batch in batches)
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            _cancellation.ThrowIfCancellationRequested();
            var loss = objective.Evaluate(_model, batch);
            _optimizer.Backward(ascend ? loss.neg() : loss);
            // Decoupled weight decay still moves the weights outside the mask, as in the reference.
            if (_mask is not null) _optimizer.Gradients.mul_(_mask);
            _optimizer.Step(_options.ConstantLearningRate ? _options.LearningRate : _schedule.At(_step));
            ClipOptimizer.ClampLogitScale(_model.LogitScale);
            _step++;
            FiniteNumbers.Require(loss.item<float>(), FormattableString.Invariant($"the {objective.Name} loss of step {_step} of {_kind} (learning rate {_options.LearningRate:G4})"));
        }
    }
}
