using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Stages;

/// <summary>Lets a search look at a concept through a zero-shot classifier; owns the trial.</summary>
internal sealed class ZeroShotProbe(ZeroShotTrial trial) : IUnlearningProbe, IDisposable
{
    /// <summary>The concept's accuracy before any change.</summary>
    public ForgetAccuracy Original => Shares(trial.Original);

    /// <summary>The retained accuracy before any change.</summary>
    public double OriginalRetained => trial.OriginalRetained;

    public void Focus(IReadOnlyList<string> layers) => trial.Focus(layers);

    public ForgetAccuracy MeasureForget() => Shares(trial.MeasureForget());

    public double MeasureRetained() => trial.MeasureRetained();

    public void Dispose() => trial.Dispose();

    private static ForgetAccuracy Shares(TopKAccuracy accuracy) => new(accuracy.Top1, accuracy.Top5);
}
