using Slug.Data.Emoji;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Models.Clip;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Graph;

/// <summary>An experiment that was read and found to make sense: its options with what they name already loaded.</summary>
public sealed record Experiment
{
    /// <summary>The config.</summary>
    public required ExperimentOptions Options { get; init; }

    /// <summary>The names of the emoji in use, the zero-shot classes; empty for other data, whose names are downloaded.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Where the open sets have their drawings of the names; null where the emoji are of other packages.</summary>
    public DrawingTable? Drawings { get; init; }

    /// <summary>The model card.</summary>
    public required ClipConfig Model { get; init; }

    /// <summary>The zero-shot task on ImageNet, where the experiment measures on it.</summary>
    internal ImageNetTask? ImageNet { get; init; }

    /// <summary>The config with everything it extends and the overrides applied, without <see cref="Settings"/>, as YAML, for the report.</summary>
    public required string ConfigText { get; init; }

    /// <summary>Files of the user that the config names and that are not there: the experiment makes sense, and cannot run.</summary>
    public IReadOnlyList<ConfigProblem> MissingFiles { get; init; } = [];

    /// <summary>What the config says of how to run.</summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>The folder of its results within the results folder: its name, but for a point of a sweep.</summary>
    public required string Folder { get; init; }

    /// <summary>How the run was started.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The concepts to forget, in the config's order.</summary>
    public IReadOnlyList<Concept> Concepts => [.. Options.Unlearn.Concepts.Select(name => new Concept(name))];

    /// <summary>The concepts that one model forgets together, group by group.</summary>
    public IReadOnlyList<ConceptGroup> Groups => [.. Options.Unlearn.Together.Select(names => new ConceptGroup([.. names.Select(name => new Concept(name))]))];

    /// <summary>Where downloads arrive, and where a user may put them by hand.</summary>
    public string Downloads => Path.Combine(Run.RepositoryRoot, "data", "downloads");

    /// <summary>Where downloads with a wrong checksum are kept for a look at them.</summary>
    public string RejectedDownloads => Path.Combine(Downloads, "rejected");
}
