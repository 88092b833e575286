using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion;
using Slug.Models.Layers;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>
/// A pipeline with the change of a trial, until it is disposed: an update of the text encoder is added, tensors of the network or of the text encoder that a method
/// has made take the place of the old ones. The very same bits come back.
/// </summary>
internal sealed class PipelineEdit : IDisposable
{
    /// <summary>What the names of the network's tensors begin with in a file of new ones.</summary>
    public const string Network = "unet.";

    /// <summary>The same of the text encoder's, under open_clip's names.</summary>
    public const string Text = "text.";

    private readonly OriginalWeights _original = new();

    private PipelineEdit()
    {
    }

    /// <summary>Applies a change.</summary>
    /// <param name="pipeline">The pipeline with its original weights.</param>
    /// <param name="path">The change; null for none.</param>
    /// <exception cref="CheckpointException">The file is no change, or one of another model.</exception>
    public static PipelineEdit Apply(StableDiffusion pipeline, string? path)
    {
        var edit = new PipelineEdit();
        if (path is null) return edit;
        try
        {
            if (AllBegin(path, Network)) edit.Replace(pipeline.UNet, Network, path);
            else if (AllBegin(path, Text)) edit.Replace(pipeline.Text, Text, path);
            else edit.Add(pipeline, path);
            return edit;
        }
        catch
        {
            edit.Dispose();
            throw;
        }
    }

    /// <summary>The layers of a pipeline's text encoder under the names of an update's layout.</summary>
    public static LayerSet TextLayers(StableDiffusion pipeline, IEnumerable<string> names) =>
        ClipLayers.Of(pipeline.Text, ClipLayouts.Of(names));

    /// <inheritdoc/>
    public void Dispose() => _original.Dispose();

    private static bool AllBegin(string path, string prefix)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Entries.All(e => e.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    private void Add(StableDiffusion pipeline, string path)
    {
        using var update = UpdateFile.Load(path);
        var layers = TextLayers(pipeline, update.Changes.Select(c => c.Key));
        foreach (var (name, _) in update.Changes) _original.Keep(layers[name].Whole);
        update.ApplyTo(layers);
    }

    private void Replace(nn.Module model, string prefix, string path)
    {
        using var noGrad = no_grad();
        using var file = SafetensorsFile.Open(path);
        foreach (var entry in file.Entries)
        {
            var name = entry.Name[prefix.Length..];
            var value = model.named_parameters().FirstOrDefault(p => p.name == name).parameter ?? throw new CheckpointException(path, [$"'{name}' is no tensor of the pipeline."]);
            _original.Keep(value);
            using var loaded = file.Load(entry.Name);
            value.copy_(loaded);
        }
    }
}
