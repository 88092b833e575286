using Slug.Models.Clip;
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
    private readonly List<(string Name, Parameter Parameter)> _parameters;
    private readonly List<Parameter> _all;
    private readonly AdamW _optimizer;
    private readonly CosineSchedule _schedule;
    private readonly SaliencyMask? _mask;
    private int _step;

    public GradientMethod(ClipModel model, MethodKind kind, MethodData data, MethodOptions options, CancellationToken cancellation)
    {
        (_model, _kind, _data, _options, _cancellation) = (model, kind, data, options, cancellation);
        _all = [.. model.parameters()];
        _parameters = [.. model.named_parameters().Where(p => ComparisonMethod.TakesPart(p.name, options))];
        _optimizer = ClipOptimizer.Create(_parameters, options.Optimizer, options.LearningRate);
        var steps = (UsesForget ? data.ForgetBatches : 0) + (UsesRetain ? data.RetainBatches : 0);
        _schedule = new CosineSchedule(options.LearningRate, 0, steps * options.Epochs);
        if (kind != MethodKind.SaliencyUnlearning) return;
        using var gradients = GradientComputation.Compute(model, data.Forget(0), ForgetObjective, cancellation: cancellation);
        _mask = SaliencyMask.Of(gradients, _parameters.Select(p => p.Name), options.SaliencyShare);
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
        ClipOptimizer.ClearGradients(_all);
    }

    private void Pass(IEnumerable<PairBatch> batches, Objective objective, bool ascend)
    {
        foreach (var batch in batches)
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            _cancellation.ThrowIfCancellationRequested();
            ClipOptimizer.SetLearningRate(_optimizer, _options.ConstantLearningRate ? _options.LearningRate : _schedule.At(_step));
            ClipOptimizer.ClearGradients(_all);
            var loss = objective.Evaluate(_model, batch);
            (ascend ? loss.neg() : loss).backward();
            _mask?.Apply(_parameters);
            _optimizer.step();
            ClipOptimizer.ClampLogitScale(_model.LogitScale);
            _step++;
        }
    }
}
