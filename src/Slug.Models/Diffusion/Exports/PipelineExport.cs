using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Loading;

namespace Slug.Models.Diffusion.Exports;

/// <summary>
/// Writes a pipeline with a changed text encoder, as a folder of diffusers or as a single file. What is not changed keeps its bytes and its type; tensors are read
/// and written one by one.
/// </summary>
public static class PipelineExport
{
    private const string TextEncoder = "text_encoder";

    /// <summary>
    /// Writes a folder of diffusers from one: everything but the text encoder's weights is linked or copied. Of the text encoder every variant that the
    /// source has is written with the changes, so that none brings back what is unlearned.
    /// </summary>
    /// <param name="source">The pipeline's folder.</param>
    /// <param name="target">Where to write; must be empty or not there.</param>
    /// <param name="changes">Changes of the text encoder, by Hugging Face's names.</param>
    /// <param name="options">How the source is opened.</param>
    /// <param name="link">Whether what is not changed becomes hard links to the source where the file system has them; else all is copied.</param>
    /// <exception cref="CheckpointException">The source is no pipeline that can be loaded, or its text encoder has no such tensor.</exception>
    /// <exception cref="IOException">The target holds files already.</exception>
    public static void WriteFolder(string source, string target, IReadOnlyCollection<WeightChange> changes, LoadOptions? options = null, bool link = true)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (!Directory.Exists(source)) throw new CheckpointException(source, ["is no folder of diffusers; a single file is written as a single file."]);
        using (var parts = PipelineParts.Open(source, options ?? new LoadOptions())) _ = new EditedCheckpoint(parts.Text, ClipChanges.Place(changes, parts.Text));
        EditedFolder.RequireEmpty(target);
        var text = Path.Combine(source, TextEncoder);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var place = Path.Combine(target, Path.GetRelativePath(source, file));
            var ofText = Path.GetFullPath(Path.GetDirectoryName(file)!) == Path.GetFullPath(text);
            if (ofText && EditedFolder.IsWeights(file)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            EditedFolder.Place(file, place, link && EditedFolder.IsWeights(file));
        }

        foreach (var variant in PartWeights.Variants(text).Prepend(null))
        {
            // Without a plain file the only variant answers to no name too.
            if (PartWeights.Named(text, variant) is not { } weights) continue;
            using var file = CheckpointFiles.Open(weights);
            SafetensorsWriter.Write(
                Path.Combine(target, TextEncoder, variant is null ? "model.safetensors" : $"model.{variant}.safetensors"),
                TensorSource.AllOf(new EditedCheckpoint(file, ClipChanges.Place(changes, file))), TensorSource.Format);
        }
    }

    /// <summary>Writes a single file, from a folder or from a single file.</summary>
    /// <param name="source">The pipeline.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="changes">Changes of the text encoder, by Hugging Face's names.</param>
    /// <param name="options">How the source is opened.</param>
    /// <exception cref="CheckpointException">The source is no pipeline that can be loaded, or its text encoder has no such tensor.</exception>
    public static void WriteSingleFile(string source, string target, IReadOnlyCollection<WeightChange> changes, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var parts = PipelineParts.Open(source, options ?? new LoadOptions());
        if (File.Exists(source))
        {
            // All tensors of the file: what nobody knows here stays too.
            using var file = CheckpointFiles.Open(source);
            var prefix = parts.UNetConfig.LinearProjection ? SingleFileNames.Text2Prefix : SingleFileNames.Text1Prefix;
            var placed = ClipChanges.Place(changes, CheckpointView.Under(file, prefix)).Select(change => change with { Name = prefix + change.Name });
            SafetensorsWriter.Write(target, TensorSource.AllOf(new EditedCheckpoint(file, [.. placed])), TensorSource.Format);
            return;
        }

        var (text, vae) = (new EditedCheckpoint(parts.Text, ClipChanges.Place(changes, parts.Text)), VaeNames.WithoutOld(parts.Vae));
        // The text encoder of SD 2 is open_clip's there, with queries, keys and values stacked.
        var texts = parts.UNetConfig.LinearProjection
            ? TensorSource.AllOf(ClipLayouts.AsOpenClip(text), name => SingleFileNames.Text2Prefix + name)
            : TensorSource.AllOf(text, name => SingleFileNames.Text1Prefix + name);
        SafetensorsWriter.Write(
            target, [.. TensorSource.AllOf(parts.UNet, name => SingleFileNames.UNet(name, parts.UNetConfig)), .. vae.Entries.Select(VaeSource), .. texts], TensorSource.Format);

        TensorSource VaeSource(CheckpointEntry entry)
        {
            var name = SingleFileNames.Vae(entry.Name, parts.VaeConfig);
            return SingleFileNames.IsConvolutionInVae(entry.Name) && entry.Shape.Count == 2
                ? new TensorSource(name, entry.Type, [.. entry.Shape, 1, 1], () => vae.Load(entry.Name).unsqueeze(-1).unsqueeze(-1))
                : new TensorSource(name, entry.Type, entry.Shape, () => vae.Load(entry.Name));
        }
    }
}
