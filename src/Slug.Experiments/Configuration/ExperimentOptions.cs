using System.ComponentModel.DataAnnotations;
using Slug.Experiments.Clip.Configuration;
using Slug.Models.Pretraining;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Configuration;

/// <summary>A whole experiment, as its YAML states it.</summary>
public sealed record ExperimentOptions
{
    /// <summary>The experiment's name: its folder under <c>results/</c>.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]*")]
    public required string Experiment { get; init; }

    /// <summary>The seed from which all randomness comes.</summary>
    [Range(0, int.MaxValue)]
    public long Seed { get; init; } = 1;

    /// <summary>What to fetch, by name.</summary>
    public required IReadOnlyDictionary<string, DownloadOptions> Download { get; init; }

    /// <summary>The demo's data: emoji.</summary>
    public EmojiOptions? Emoji { get; init; }

    /// <summary>Training data from the web; null where the experiment has none.</summary>
    public LaionOptions? Laion { get; init; }

    /// <summary>ImageNet's validation set; null where nothing is measured on it.</summary>
    [ConfigKey("imagenet")]
    public ImageNetOptions? ImageNet { get; init; }

    /// <summary>CelebA's faces; null where nothing is measured on them.</summary>
    [ConfigKey("celeba")]
    public CelebAOptions? CelebA { get; init; }

    /// <summary>The model.</summary>
    public required ModelOptions Model { get; init; }

    /// <summary>How the model is trained, where no checkpoint is given.</summary>
    public PretrainOptions Pretrain { get; init; } = new();

    /// <summary>How gradients are computed.</summary>
    public GradientOptions Grads { get; init; } = new();

    /// <summary>What is forgotten, and how layer and step size are chosen.</summary>
    public required UnlearnOptions Unlearn { get; init; }

    /// <summary>The methods that SLUG is compared with, a row each; none by default, for they take far longer than SLUG.</summary>
    [MaxLength(200)]
    public IReadOnlyList<ComparisonOptions> Compare { get; init; } = [];

    /// <summary>How models are measured.</summary>
    public EvaluateOptions Evaluate { get; init; } = new();

    /// <summary>What a publication reports for this experiment, to stand in the table beside what was measured.</summary>
    [MaxLength(200)]
    public IReadOnlyList<PublishedRow> Published { get; init; } = [];
}
