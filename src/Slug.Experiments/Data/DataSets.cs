using Slug.Data.WebDataset;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>An experiment's sets: where each comes from, whatever the data.</summary>
public sealed record DataSets
{
    /// <summary>The folder of training shards, from which the retain set is cut; null where the source cuts it itself.</summary>
    public StepOutput? Shards { get; init; }

    /// <summary>The folder of shards from which a concept's forget set is cut; null where the source cuts it itself.</summary>
    public Func<Concept, StepOutput>? ForgetShards { get; init; }

    /// <summary>The retain set, where the source cuts it itself.</summary>
    public StepOutput? Retain { get; init; }

    /// <summary>A concept's forget set, where the source cuts it itself.</summary>
    public Func<Concept, StepOutput>? Forget { get; init; }

    /// <summary>The pictures on which layer and step size are chosen.</summary>
    public required StepOutput Search { get; init; }

    /// <summary>The pictures on which the results are measured.</summary>
    public required StepOutput Test { get; init; }

    /// <summary>The classes of both, a <see cref="Slug.Data.ClassList"/>.</summary>
    public required StepOutput Classes { get; init; }

    /// <summary>ImageNet's pictures, where the experiment measures on them too.</summary>
    public StepOutput? ImageNet { get; init; }

    /// <summary>The names that may stand in a concept's place, where not all classes are of its kind; null where they are.</summary>
    public Func<Concept, IReadOnlyList<string>>? Rivals { get; init; }

    /// <summary>What the accuracy on the other names is called in tables.</summary>
    public required string RetainedMeasure { get; init; }

    /// <summary>How captions that name a concept are found.</summary>
    public CaptionMatchMode Match { get; init; } = CaptionMatchMode.Substring;

    /// <summary>Largest number of pairs in a forget set.</summary>
    public required int ForgetPairs { get; init; }

    /// <summary>Number of pairs in the retain set.</summary>
    public required int RetainPairs { get; init; }

    /// <summary>The config's section that speaks of them.</summary>
    public required string Section { get; init; }
}
