using System.ComponentModel.DataAnnotations;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Models.Diffusion.Training;
using Slug.Models.Pretraining;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>An experiment with a text-to-image model whose text encoder is a CLIP's, as its YAML states it.</summary>
public sealed record DiffusionOptions : ExperimentOptions
{
    /// <summary>The pipeline; null trains a small one on the grid, see <see cref="Training"/>.</summary>
    [OmittedWhenNull]
    public PipelineOptions? Pipeline { get; init; }

    /// <summary>The whole CLIP whose text tower the pipeline uses: gradients are computed on it.</summary>
    public required ModelOptions Model { get; init; }

    /// <summary>How that CLIP is trained, where no checkpoint is given.</summary>
    public PretrainOptions Pretrain { get; init; } = new();

    /// <summary>A grid of drawings, objects in styles: the data of the small pipeline and of its judge; null for other data.</summary>
    [OmittedWhenNull]
    public GridOptions? Grid { get; init; }

    /// <summary>Sharpens the trained CLIP's sense of styles on the grid's before anything is made of it; null leaves it out.</summary>
    [OmittedWhenNull]
    public StyleTuningOptions? Styles { get; init; }

    /// <summary>The small pipeline, where none is given: its sizes and its training.</summary>
    [OmittedWhenNull]
    public TextToImageOptions? Training { get; init; }

    /// <summary>How gradients are computed.</summary>
    public GradientOptions Grads { get; init; } = new();

    /// <summary>What is forgotten, and how the layer and its step size are chosen.</summary>
    public required ForgettingOptions Unlearn { get; init; }

    /// <summary>The pictures that are generated with every model.</summary>
    public required GenerateOptions Generate { get; init; }

    /// <summary>Who says what the pictures show.</summary>
    public required JudgeOptions Judge { get; init; }

    /// <summary>
    /// In what forms unlearned pipelines are written for other programs: <c>folder</c> (diffusers'), <c>singleFile</c>, and of the change alone <c>diff</c>, <c>kohya</c>, <c>lora</c>
    /// (diffusers' names), <c>peft</c>; none by default.
    /// </summary>
    [MaxLength(6)]
    public IReadOnlyList<PipelineForm> Export { get; init; } = [];

    /// <summary>Ranks of LoRA beside the lossless one, each a file with its error.</summary>
    [MaxLength(10)]
    public IReadOnlyList<int> ExportRanks { get; init; } = [];

    /// <summary>
    /// Models that somebody else has unlearned, each measured in a row of its own: a folder of diffusers, a single file, a UNet or text encoder, a <c>.diff</c> patch, LoRA;
    /// relative to the config.
    /// </summary>
    [MaxLength(100)]
    public IReadOnlyList<string> Unlearned { get; init; } = [];

    /// <summary>How far generated pictures are from the data set's own (FID), of data by style and object; null leaves it out.</summary>
    [OmittedWhenNull]
    public FidOptions? Fid { get; init; }

    /// <summary>What SLUG is compared with, a row each: other methods, or SLUG along another direction or objective.</summary>
    [MaxLength(20)]
    public IReadOnlyList<EditingOptions> Compare { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Forgotten => Unlearn.Concepts;

    /// <inheritdoc/>
    public override bool MayFail => Unlearn.AllowFailure;
}
