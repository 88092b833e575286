using System.ComponentModel.DataAnnotations;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Models.Pretraining;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>An experiment with a vision-language model whose vision tower is a CLIP's, as its YAML states it.</summary>
public sealed record VlmOptions : ExperimentOptions
{
    /// <summary>The whole CLIP whose vision tower the LLaVA uses, in its own layout: gradients are computed on it.</summary>
    public required ModelOptions Model { get; init; }

    /// <summary>How that CLIP is trained, where no checkpoint is given.</summary>
    public PretrainOptions Pretrain { get; init; } = new();

    /// <summary>The LLaVA.</summary>
    public required LlavaOptions Llava { get; init; }

    /// <summary>How gradients are computed.</summary>
    public GradientOptions Grads { get; init; } = new();

    /// <summary>What is forgotten, and how the layer and its step size are chosen.</summary>
    public required AnswerForgettingOptions Unlearn { get; init; }

    /// <summary>What the models are asked about the data's pictures, and how.</summary>
    public AnswerOptions Answers { get; init; } = new();

    /// <summary>Question files of your own: what else the model must keep being able to answer.</summary>
    [MaxLength(50)]
    public IReadOnlyList<QuestionFileOptions> Questions { get; init; } = [];

    /// <summary>In what forms unlearned models are written: <c>patch</c> (the change alone), <c>folder</c> (Hugging Face's layout); none by default.</summary>
    [MaxLength(2)]
    public IReadOnlyList<LlavaForm> Export { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Forgotten => Unlearn.Concepts;

    /// <inheritdoc/>
    public override bool MayFail => Unlearn.AllowFailure;
}

/// <summary>A form in which an unlearned LLaVA is written.</summary>
public enum LlavaForm
{
    /// <summary>The change of the one tensor, under the name that it has in the LLaVA's files: to be added to it.</summary>
    Patch,

    /// <summary>The whole model as a Hugging Face folder; files without the changed tensor are the same as the original's and are stored once.</summary>
    Folder,
}
