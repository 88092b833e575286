using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>An experiment with a text-to-image model.</summary>
/// <param name="Family">The family.</param>
/// <param name="Options">The config.</param>
public sealed record DiffusionExperiment(IFamily Family, DiffusionOptions Options) : Experiment
{
    /// <inheritdoc/>
    public override IFamily Family { get; } = Family;

    /// <inheritdoc/>
    public override DiffusionOptions Options { get; } = Options;

    /// <summary>The same as an experiment with the CLIP alone: what its gradients are computed by.</summary>
    public required ClipExperiment Clip { get; init; }

    /// <summary>The labels of each domain, in order.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Labels { get; init; }

    /// <summary>The pipeline on this machine; null where it is trained or fetched.</summary>
    public string? PipelinePath { get; init; }

    /// <summary>Where the pipelines are that somebody else has unlearned, by name.</summary>
    public IReadOnlyDictionary<string, string> UnlearnedPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>The judge's classifiers on this machine by domain; those that are fetched are not among them.</summary>
    public IReadOnlyDictionary<string, string> ClassifierPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>The zero-shot judge's CLIP, as an experiment of its own; null where another judges.</summary>
    public ClipExperiment? Judge { get; init; }

    /// <summary>The same where SLUG forgets as a row of the comparison says.</summary>
    internal DiffusionExperiment As(EditingOptions row)
    {
        var options = Options with { Unlearn = row.Over(Options.Unlearn) };
        var clip = DiffusionChecks.ToClip(options, options.Unlearn.Concepts) with { Model = Clip.Options.Model, Download = Clip.Options.Download, Evaluate = Clip.Options.Evaluate };
        return new DiffusionExperiment(Family, options)
        {
            Run = Run,
            Names = Names,
            Drawings = Drawings,
            Pairs = Pairs,
            Clip = new ClipExperiment(Clip.Family, clip) { Run = Run, Names = Clip.Names, Drawings = Clip.Drawings, Pairs = Clip.Pairs, Model = Clip.Model, ImageNet = Clip.ImageNet },
            Labels = Labels,
            PipelinePath = PipelinePath,
            ClassifierPaths = ClassifierPaths,
            Judge = Judge,
        };
    }

    /// <inheritdoc/>
    public override string? KindOf(Concept concept) => Labels.Count > 1 ? DomainOf(concept.Name) : null;

    /// <inheritdoc/>
    public override int? PicturesOf(string step)
    {
        var cells = Options.Generate.Prompts.Count * Labels.Values.Aggregate(1, (product, labels) => product * labels.Count);
        // Somebody else's pipeline is measured on all concepts, whatever it is called. Of ours, the longest name that the step's ends with: of "moon" and "crescent moon" the
        // latter; the original's step ends with none.
        var concept = step.StartsWith($"{StageNames.Generate}/unlearned-", StringComparison.Ordinal) ? (Concepts.Count == 1 ? Concepts[0] : null)
            : Concepts.Where(c => step.EndsWith($"-{c.FileName}", StringComparison.Ordinal)).MaxBy(c => c.FileName.Length);
        var own = concept is null ? cells : cells / Labels[DomainOf(concept.Name)].Count;
        return (own * Options.Generate.Seeds.Count) + ((cells - own) * Options.Generate.KeptSeeds.Count);
    }

    /// <summary>The domain of a concept.</summary>
    public string DomainOf(string concept) => Labels.First(domain => domain.Value.Contains(concept)).Key;
}
