using Slug.Models.Checkpoints;
using Slug.Models.Clip;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>
/// Brings a published checkpoint into the form that all stages read, safetensors in fp32 in the layout that it came in: layers are ranked, updates
/// named and unlearned models written by the names that its users know.
/// </summary>
public static class CheckpointImport
{
    private const string Layout = "layout";

    /// <summary>Reads a checkpoint, checks it against the model card, and writes it.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="checkpoint">
    /// A safetensors file, a PyTorch zip checkpoint or a TorchScript archive in any layout that <see cref="ClipLayouts"/> knows; the index of several,
    /// or a folder with an index and its shards.
    /// </param>
    /// <param name="path">Where to write.</param>
    /// <param name="prefix">The prefix of the weights that are meant, where the checkpoint holds several sets; null finds it.</param>
    /// <param name="onLeftOut">Told of each thing in the file that is no weight of the model and is left out.</param>
    /// <param name="cancellation">Stops, and leaves nothing.</param>
    /// <returns>The layout that it came in.</returns>
    /// <exception cref="CheckpointException">
    /// It is none, not of these sizes (every tensor that does not fit is listed), holds two sets of weights that fit, or weights that are no numbers.
    /// </exception>
    public static ClipLayout Write(
        ClipConfig config, string checkpoint, string path, string? prefix = null, Action<string>? onLeftOut = null, CancellationToken cancellation = default)
    {
        using var file = CheckpointFiles.Open(Directory.Exists(checkpoint) ? Directory.EnumerateFiles(checkpoint, "*.index.json").Single() : checkpoint);
        var weights = ClipLayouts.Pick(file, prefix);
        using var model = ClipModel.Load(config, weights);
        FiniteWeights.Require(weights, cancellation);
        foreach (var left in weights.LeftOut) onLeftOut?.Invoke(left);
        if (model.Layout == ClipLayout.OpenClip) model.Save(path, new Dictionary<string, string> { [Layout] = model.Layout.ToString() });
        else ClipLayouts.SaveLike(model, weights, path);
        return model.Layout;
    }

    /// <summary>Writes a model in the layout in which the original one came.</summary>
    /// <param name="model">The model.</param>
    /// <param name="original">The original model's file: an imported one, or one that was trained here.</param>
    /// <param name="path">Where to write.</param>
    public static void SaveAsItCame(ClipModel model, string original, string path)
    {
        using var file = SafetensorsFile.Open(original);
        ClipLayouts.SaveLike(model, file, path);
    }
}
