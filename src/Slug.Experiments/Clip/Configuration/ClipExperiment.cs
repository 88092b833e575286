using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Models.Clip;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>An experiment with a CLIP model.</summary>
/// <param name="Family">The family.</param>
/// <param name="Options">The config.</param>
public sealed record ClipExperiment(IFamily Family, ClipOptions Options) : Experiment
{
    /// <inheritdoc/>
    public override IFamily Family { get; } = Family;

    /// <inheritdoc/>
    public override ClipOptions Options { get; } = Options;

    /// <summary>The model card.</summary>
    public required ClipConfig Model { get; init; }

    /// <summary>The layout of its tensors' names; null where the checkpoint is still to be fetched.</summary>
    internal ClipLayout? Layout { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, StageEstimate> Estimates => ClipEstimates.Of(this);

    /// <summary>The concepts that one model forgets together, group by group.</summary>
    public IReadOnlyList<ConceptGroup> Groups => [.. Options.Unlearn.Together.Select(names => new ConceptGroup([.. names.Select(name => new Concept(name))]))];

    /// <summary>The zero-shot task on ImageNet, where the experiment measures on it.</summary>
    internal ImageNetTask? ImageNet { get; init; }
}
