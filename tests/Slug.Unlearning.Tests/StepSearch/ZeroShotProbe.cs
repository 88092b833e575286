using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Unlearning.StepSearch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>The search's own probe as a run wires it: what is kept is <see cref="ZeroShotTrial"/>'s.</summary>
internal sealed class ZeroShotProbe(ZeroShotTrial trial) : IUnlearningProbe, IDisposable
{
    public ZeroShotProbe(ClipModel model, ClassPrompts prompts, LabelledImages search, int concept, IReadOnlyList<string>? layers = null, ActivationStore? activations = null)
        : this(new ZeroShotTrial(model, prompts, search, concept, layers, activations))
    {
    }

    public ZeroShotProbe(SearchFeatures shared, LabelledImages search, int concept, IReadOnlyList<string>? layers = null)
        : this(new ZeroShotTrial(shared, search, concept, layers))
    {
    }

    public ForgetAccuracy Original => new(trial.Original.Top1, trial.Original.Top5);

    public double OriginalRetained => trial.OriginalRetained;

    public void Focus(IReadOnlyList<string> layers) => trial.Focus(layers);

    public ForgetAccuracy MeasureForget()
    {
        var accuracy = trial.MeasureForget();
        return new ForgetAccuracy(accuracy.Top1, accuracy.Top5);
    }

    public double MeasureRetained() => trial.MeasureRetained();

    public void Dispose() => trial.Dispose();
}
