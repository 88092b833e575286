using Slug.Experiments.Configuration;
using Slug.Models.Clip;

namespace Slug.Experiments;

/// <summary>An experiment that was read and found to make sense: its options with what they name already loaded.</summary>
public sealed record Experiment
{
    /// <summary>The config.</summary>
    public required ExperimentOptions Options { get; init; }

    /// <summary>The names that the experiment knows: the zero-shot classes.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The model card.</summary>
    public required ClipConfig Model { get; init; }

    /// <summary>The config with everything it extends and the overrides applied, without <see cref="Settings"/>, as YAML, for the report.</summary>
    public required string ConfigText { get; init; }

    /// <summary>What the config says of how to run.</summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>The folder of its results within the results folder: its name, but for a point of a sweep.</summary>
    public required string Folder { get; init; }

    /// <summary>How the run was started.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The concepts to forget, in the config's order.</summary>
    public IReadOnlyList<Concept> Concepts => [.. Options.Unlearn.Concepts.Select(name => new Concept(name))];

    /// <summary>Where downloads arrive, and where a user may put them by hand.</summary>
    public string Downloads => Path.Combine(Run.RepositoryRoot, "data", "downloads");

    /// <summary>Where downloads with a wrong checksum are kept for a look at them.</summary>
    public string RejectedDownloads => Path.Combine(Downloads, "rejected");
}
