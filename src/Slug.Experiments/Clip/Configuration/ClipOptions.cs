using System.ComponentModel.DataAnnotations;
using Slug.Experiments.Configuration;
using Slug.Models.Clip;
using Slug.Models.Pretraining;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>An experiment with a CLIP model, as its YAML states it.</summary>
public sealed record ClipOptions : ExperimentOptions
{
    /// <summary>The model.</summary>
    public required ModelOptions Model { get; init; }

    /// <summary>How the model is trained, where no checkpoint is given.</summary>
    public PretrainOptions Pretrain { get; init; } = new();

    /// <summary>How gradients are computed.</summary>
    public GradientOptions Grads { get; init; } = new();

    /// <summary>How a model that is trained here names its tensors.</summary>
    internal ClipLayout TrainedLayout { get; init; }

    /// <summary>What is forgotten, and how layer and step size are chosen.</summary>
    public required UnlearnOptions Unlearn { get; init; }

    /// <summary>The methods that SLUG is compared with, a row each; none by default, for they take far longer than SLUG.</summary>
    [MaxLength(200)]
    public IReadOnlyList<ComparisonOptions> Compare { get; init; } = [];

    /// <summary>How models are measured.</summary>
    public EvaluateOptions Evaluate { get; init; } = new();

    /// <summary>
    /// In what forms changes are written for other programs: <c>diff</c>, <c>kohya</c> and <c>lora</c> of the text tower, <c>peft</c> of either; none by default. Whole models are
    /// published in any case.
    /// </summary>
    [MaxLength(4)]
    public IReadOnlyList<PatchForm> Export { get; init; } = [];

    /// <summary>Ranks of LoRA beside the lossless one, each a file with its error.</summary>
    [MaxLength(10)]
    public IReadOnlyList<int> ExportRanks { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Forgotten => Unlearn.Concepts;

    /// <inheritdoc/>
    public override bool MayFail => Unlearn.AllowFailure;
}
