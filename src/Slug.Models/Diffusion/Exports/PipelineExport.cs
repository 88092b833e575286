using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Diffusion.Loading;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Exports;

/// <summary>
/// Writes a pipeline with a changed text encoder, as a folder of diffusers or as a single file. What is not changed keeps its bytes and its type; tensors are read
/// and written one by one.
/// </summary>
public static class PipelineExport
{
    private const string TextEncoder = "text_encoder";

    /// <summary>Writes a folder of diffusers from one: everything but the text encoder's weights is copied or linked.</summary>
    /// <param name="source">The pipeline's folder.</param>
    /// <param name="target">Where to write; must be empty or not there.</param>
    /// <param name="changes">Changes of the text encoder, by Hugging Face's names.</param>
    /// <param name="options">Which variant of the weights is taken.</param>
    /// <param name="link">Whether what is not changed becomes symbolic links to the source, which must then stay where it is.</param>
    /// <exception cref="CheckpointException">The source is no pipeline that can be loaded.</exception>
    /// <exception cref="ArgumentException">The text encoder has no such tensor.</exception>
    public static void WriteFolder(string source, string target, IReadOnlyCollection<WeightChange> changes, LoadOptions? options = null, bool link = false)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (!Directory.Exists(source)) throw new CheckpointException(source, ["is no folder of diffusers; a single file is written as a single file."]);
        using var parts = PipelineParts.Open(source, options ?? new LoadOptions());
        var text = new EditedCheckpoint(parts.Text, new TextEncoderChanges(changes, parts.Text.Entries));
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()) throw new IOException($"{target} is not empty.");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(f => !IsTextWeights(source, f)))
        {
            var place = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (link) File.CreateSymbolicLink(place, Path.GetFullPath(file));
            else File.Copy(file, place);
        }

        Directory.CreateDirectory(Path.Combine(target, TextEncoder));
        SafetensorsWriter.Write(Path.Combine(target, TextEncoder, "model.safetensors"), Sources(text, name => name), Format);
    }

    /// <summary>Writes a single file, from a folder or from a single file.</summary>
    /// <param name="source">The pipeline.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="changes">Changes of the text encoder, by Hugging Face's names.</param>
    /// <param name="options">How the source is opened.</param>
    /// <exception cref="CheckpointException">The source is no pipeline that can be loaded.</exception>
    /// <exception cref="ArgumentException">The text encoder has no such tensor.</exception>
    public static void WriteSingleFile(string source, string target, IReadOnlyCollection<WeightChange> changes, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var parts = PipelineParts.Open(source, options ?? new LoadOptions());
        var edits = new TextEncoderChanges(changes, parts.Text.Entries);
        if (File.Exists(source))
        {
            // All tensors of the file: what nobody knows here stays too.
            using var file = CheckpointFiles.Open(source);
            SafetensorsWriter.Write(target, file.Entries.Select(entry => new TensorSource(entry.Name, entry.Type, entry.Shape, () => edits.Apply(WithoutTextPrefix(entry.Name), file.Load(entry.Name)))), Format);
            return;
        }

        var (text, vae) = (new EditedCheckpoint(parts.Text, edits), VaeNames.WithoutOld(parts.Vae));
        // The text encoder of SD 2 is open_clip's there, with queries, keys and values stacked.
        var texts = parts.UNetConfig.LinearProjection
            ? Sources(ClipLayouts.AsOpenClip(text), name => SingleFileNames.Text2Prefix + name)
            : Sources(text, name => SingleFileNames.Text1Prefix + name);
        SafetensorsWriter.Write(target, [.. Sources(parts.UNet, name => SingleFileNames.UNet(name, parts.UNetConfig)), .. vae.Entries.Select(VaeSource), .. texts], Format);

        TensorSource VaeSource(CheckpointEntry entry)
        {
            var name = SingleFileNames.Vae(entry.Name, parts.VaeConfig);
            return SingleFileNames.IsConvolutionInVae(entry.Name) && entry.Shape.Count == 2
                ? new TensorSource(name, entry.Type, [.. entry.Shape, 1, 1], () => vae.Load(entry.Name).unsqueeze(-1).unsqueeze(-1))
                : new TensorSource(name, entry.Type, entry.Shape, () => vae.Load(entry.Name));
        }
    }

    // Readers of PyTorch's world ask for it.
    private static Dictionary<string, string> Format => new() { ["format"] = "pt" };

    private static IEnumerable<TensorSource> Sources(ICheckpointFile file, Func<string, string> rename) =>
        file.Entries.Select(entry => new TensorSource(rename(entry.Name), entry.Type, entry.Shape, () => file.Load(entry.Name)));

    private static string WithoutTextPrefix(string name)
    {
        foreach (var prefix in new[] { SingleFileNames.Text1Prefix, SingleFileNames.Text2Prefix })
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) return name[prefix.Length..];
        }

        return name;
    }

    private static bool IsTextWeights(string source, string file)
    {
        if (Path.GetRelativePath(source, Path.GetDirectoryName(file)!) != TextEncoder) return false;
        var name = Path.GetFileName(file);
        return name != "config.json" && (Path.GetExtension(name) is ".safetensors" or ".bin" || name.Contains(".index.", StringComparison.Ordinal));
    }

    /// <summary>A checkpoint whose tensors are changed when they are read.</summary>
    private sealed class EditedCheckpoint(ICheckpointFile file, TextEncoderChanges edits) : ICheckpointFile
    {
        public string Path => file.Path;

        public IReadOnlyList<CheckpointEntry> Entries => file.Entries;

        public Tensor Load(string name) => edits.Apply(name, file.Load(name));

        public void Dispose()
        {
        }
    }
}
