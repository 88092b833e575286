using Slug.Data.Emoji;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data.Pairs;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Graph;

/// <summary>An experiment that was read and found to make sense: its options with what they name already loaded. A family's own derives from it.</summary>
public abstract record Experiment
{
    /// <summary>The family of its model.</summary>
    public abstract IFamily Family { get; }

    /// <summary>The config.</summary>
    public abstract ExperimentOptions Options { get; }

    /// <summary>How the run was started.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The names of the emoji in use, the zero-shot classes; empty for other data, whose names are downloaded.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Where the open sets have their drawings of the names; null where the emoji are of other packages.</summary>
    public DrawingTable? Drawings { get; init; }

    /// <summary>The user's own data, found; null where the experiment has other data, or a part of it is not there.</summary>
    public OwnPairs? Pairs { get; init; }

    /// <summary>The config with everything it extends and the overrides applied, without <see cref="Settings"/>, as YAML, for the report.</summary>
    public string ConfigText { get; init; } = "";

    /// <summary>Files of the user that the config names and that are not there: the experiment makes sense, and cannot run.</summary>
    public IReadOnlyList<ConfigProblem> MissingFiles { get; init; } = [];

    /// <summary>What the config says of how to run.</summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>What stages are expected to take: the config's estimates, and what a family computes of what they leave open.</summary>
    public virtual IReadOnlyDictionary<string, StageEstimate> Estimates => Settings.Estimates;

    /// <summary>The point of a sweep that it is, or null.</summary>
    public string? Point { get; init; }

    /// <summary>The folder of its results within the results folder: its name, but for a point of a sweep.</summary>
    public string Folder => Point is null ? Options.Experiment : $"{Options.Experiment}/points/{Point}";

    /// <summary>What a concept is, where tables have a mean of each kind: <c>style</c>, <c>object</c>; null where all are of one.</summary>
    /// <param name="concept">The concept.</param>
    public virtual string? KindOf(Concept concept) => null;

    /// <summary>The kind of all its concepts; null where they are of several, or of none.</summary>
    public string? Kind => Concepts.Select(KindOf).Distinct().ToList() is [var only] ? only : null;

    /// <summary>How many pictures a step of the Generate stage makes; null where it makes none.</summary>
    /// <param name="step">The step: <c>Generate/slug-rocket</c>.</param>
    public virtual int? PicturesOf(string step) => null;

    /// <summary>What publications report of concepts of this kind.</summary>
    public IReadOnlyList<PublishedRow> Published => [.. Options.Published.Where(row => row.Of is null || row.Of == Kind)];

    /// <summary>The concepts to forget, in the config's order.</summary>
    public IReadOnlyList<Concept> Concepts => [.. Options.Forgotten.Select(name => new Concept(name))];

    /// <summary>Where downloads arrive, and where a user may put them by hand.</summary>
    public string Downloads => Path.Combine(Run.RepositoryRoot, "data", "downloads");

    /// <summary>Where downloads with a wrong checksum are kept for a look at them.</summary>
    public string RejectedDownloads => Path.Combine(Downloads, "rejected");
}
