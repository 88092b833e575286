using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>An experiment with a vision-language model.</summary>
/// <param name="Family">The family.</param>
/// <param name="Options">The config.</param>
public sealed record VlmExperiment(IFamily Family, VlmOptions Options) : Experiment
{
    /// <inheritdoc/>
    public override IFamily Family { get; } = Family;

    /// <inheritdoc/>
    public override VlmOptions Options { get; } = Options;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, StageEstimate> Estimates => VlmEstimates.Of(this);

    /// <summary>The CLIP whose vision tower the LLaVA uses, as an experiment of its own: what gradients are computed on.</summary>
    public required ClipExperiment Clip { get; init; }

    /// <summary>The LLaVA's folder on this machine; null where it is fetched or trained.</summary>
    public string? LlavaPath { get; init; }

    /// <summary>The question files that were found, in the config's order.</summary>
    internal IReadOnlyList<FoundQuestions> Questions { get; init; } = [];
}

/// <summary>A question file with the folder of its pictures.</summary>
/// <param name="Options">What the config says of it.</param>
/// <param name="File">The file.</param>
/// <param name="Pictures">The folder that its pictures' paths are relative to; null where the file holds the pictures themselves.</param>
internal sealed record FoundQuestions(QuestionFileOptions Options, string File, string? Pictures);
