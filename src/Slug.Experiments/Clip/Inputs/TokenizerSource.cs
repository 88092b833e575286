using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Data;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>Where CLIP's merges come from: the file that came with a checkpoint, what the config names, or the repository's own.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="downloads">Its files.</param>
public sealed class TokenizerSource(ClipExperiment experiment, DownloadStage downloads)
{
    /// <summary>The name under which stages take the merges as an input; part of their keys, and so as it always was.</summary>
    public const string Input = "merges.tgz";

    /// <summary>CLIP's merges, in the repository.</summary>
    public const string Tracked = "data/clip/merges.txt.gz";

    /// <summary>The merges, as an input of a step.</summary>
    public ArtifactSource Source => BesideCheckpoint is { } file ? new SourcePath(file) : Named is { } name ? downloads.OutputOf(name) : new SourcePath(Tracked);

    /// <summary>Downloads of the config that nobody reads, for the tokenizer is elsewhere.</summary>
    public IEnumerable<string> Unused => experiment.Options.Model.Merges is { } merges && (BesideCheckpoint is not null || Named is null) ? [merges] : [];

    // The npm package, which configs used to name, has the same merges as the repository: it is not fetched.
    private string? Named => experiment.Options.Model.Merges is { } merges && experiment.Options.Download[merges].Npm is null ? merges : null;

    /// <summary>The tokenizer's file (<c>tokenizer.json</c>, <c>merges.txt</c>) in the folder of a checkpoint that the user has, or null.</summary>
    private string? BesideCheckpoint { get; } =
        experiment.Options.Model.Checkpoint is { } checkpoint && experiment.Options.Download[checkpoint].LocalPath is { } path
            ? CheckpointTokenizer.Find(Path.Combine(experiment.Run.RepositoryRoot, path))
            : null;

    /// <summary>Reads the merges.</summary>
    /// <param name="path">A <c>merges.txt</c>, <c>tokenizer.json</c> or <c>bpe_simple_vocab_16e6.txt.gz</c>; the content decides.</param>
    /// <exception cref="InvalidDataException">The file does not hold them.</exception>
    public static ClipTokenizer Load(string path) => new(CheckpointTokenizer.Load(path));
}
