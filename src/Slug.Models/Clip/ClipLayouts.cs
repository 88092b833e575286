using Slug.Models.Checkpoints;
using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>How a checkpoint of CLIP names its tensors.</summary>
public enum ClipLayout
{
    /// <summary>open_clip's and OpenAI's names: <c>visual.conv1.weight</c>; queries, keys and values fused.</summary>
    OpenClip,

    /// <summary>Hugging Face's <c>CLIPModel</c>: <c>vision_model.embeddings.patch_embedding.weight</c>; queries, keys and values apart.</summary>
    HuggingFace,
}

/// <summary>Recognises the layouts of CLIP checkpoints, shows them all as open_clip's, and writes models in the one that they came in.</summary>
public static class ClipLayouts
{
    // Of OpenAI's state_dict: numbers that are in the config here.
    private static readonly HashSet<string> NoWeights = new(StringComparer.Ordinal) { "input_resolution", "context_length", "vocab_size" };

    // The mask that every model computes: open_clip's buffer, or an attribute of each block in a scripted program.
    private const string Mask = "attn_mask";

    // What both layouts have in any model, by which a set of weights is found behind whatever prefix.
    private static readonly IReadOnlyList<string>[] Anchors =
    [
        ["token_embedding.weight", "visual.conv1.weight", "ln_final.weight", "positional_embedding"],
        ["text_model.embeddings.token_embedding.weight", "vision_model.embeddings.patch_embedding.weight", "text_model.final_layer_norm.weight"],
    ];

    /// <summary>The set of weights in a checkpoint that is CLIP's, without the prefixes of training programs. A view: the file stays the caller's.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="prefix">The set's prefix where the user names one; null finds it.</param>
    /// <exception cref="CheckpointException">Two sets fit: both are named. Or the named one is not there.</exception>
    public static ICheckpointFile Pick(ICheckpointFile file, string? prefix = null) => WeightSets.Pick(file, Anchors, prefix);

    /// <summary>The layout that a checkpoint's names are of.</summary>
    public static ClipLayout Of(ICheckpointFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(file.Entries.Select(e => e.Name));
    }

    /// <summary>The layout that names of tensors are of.</summary>
    public static ClipLayout Of(IEnumerable<string> names) => names.Any(LayerNames.IsHuggingFace) ? ClipLayout.HuggingFace : ClipLayout.OpenClip;

    /// <summary>The layout of a checkpoint on disk.</summary>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public static ClipLayout Of(string path)
    {
        using var file = CheckpointFiles.Open(path);
        return Of(Pick(file));
    }

    /// <summary>
    /// The checkpoint under open_clip's names and shapes; entries that are no weights are left out. A view: it reads from
    /// <paramref name="file"/>, which stays the caller's.
    /// </summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="prefix">The prefix of its set of weights where the user names one; null finds it.</param>
    /// <exception cref="CheckpointException">Two sets of weights fit.</exception>
    public static ICheckpointFile AsOpenClip(ICheckpointFile file, string? prefix = null)
    {
        var set = Pick(file, prefix);
        return Of(set) == ClipLayout.HuggingFace ? new HuggingFaceClipView(set) : new SelectedEntries(set, entry => IsWeight(entry.Name));
    }

    /// <summary>Writes a model as safetensors in the given layout.</summary>
    public static void Save(ClipModel model, string path, ClipLayout layout, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, ClipLayers.Of(model, layout).Select(l => KeyValuePair.Create(l.Name, l.Value)), metadata);
    }

    /// <summary>
    /// Writes a model as the checkpoint that it came from is: every tensor of that file under its name, the model's own with their present values in
    /// fp32, and what is no weight (a hub file's <c>position_ids</c>) as it is there. Adding an update's tensors to the original's gives this file.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="original">The checkpoint that it came from.</param>
    /// <param name="path">Where to write.</param>
    public static void SaveLike(ClipModel model, ICheckpointFile original, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        var layout = Of(original);
        if (layout == ClipLayout.OpenClip)
        {
            Save(model, path, layout);
            return;
        }

        using var scope = NewDisposeScope();
        var layers = ClipLayers.Of(model, layout);
        // Readers of the hub refuse a file that does not say what wrote it.
        SafetensorsWriter.Write(
            path,
            original.Entries.Select(e => KeyValuePair.Create(e.Name, layers.Find(e.Name)?.Value ?? original.Load(e.Name))),
            new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static bool IsWeight(string name) => !NoWeights.Contains(name) && name[(name.LastIndexOf('.') + 1)..] != Mask;

    /// <summary>Some of a checkpoint's entries.</summary>
    private sealed class SelectedEntries(ICheckpointFile file, Func<CheckpointEntry, bool> select) : ICheckpointFile
    {
        public string Path => file.Path;

        public IReadOnlyList<CheckpointEntry> Entries { get; } = [.. file.Entries.Where(select)];

        public Tensor Load(string name) => file.Load(name);

        public void CopyTo(string name, Tensor target) => file.CopyTo(name, target);

        public Tensor? TryShare(string name) => file.TryShare(name);

        public void Dispose() => file.Dispose();
    }
}
