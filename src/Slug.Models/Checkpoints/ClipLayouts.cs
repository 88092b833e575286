using Slug.Models.Clip;

namespace Slug.Models.Checkpoints;

/// <summary>How a checkpoint of CLIP names its tensors.</summary>
public enum ClipLayout
{
    /// <summary>open_clip's and OpenAI's names: <c>visual.conv1.weight</c>; queries, keys and values fused.</summary>
    OpenClip,

    /// <summary>Hugging Face's <c>CLIPModel</c>: <c>vision_model.embeddings.patch_embedding.weight</c>; queries, keys and values apart.</summary>
    HuggingFace,
}

/// <summary>Recognises the layouts of CLIP checkpoints and shows them all as open_clip's.</summary>
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
        return file.Entries.Any(e => HuggingFaceClipNames.IsOwn(e.Name)) ? ClipLayout.HuggingFace : ClipLayout.OpenClip;
    }

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

    /// <summary>Writes a model as safetensors in the given layout, usually the one that it came in.</summary>
    public static void Save(ClipModel model, string path, ClipLayout layout, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (layout == ClipLayout.HuggingFace) HuggingFaceClip.Save(model, path, metadata);
        else CheckpointLoader.Save(model, path, metadata);
    }

    private static bool IsWeight(string name) => !NoWeights.Contains(name) && name[(name.LastIndexOf('.') + 1)..] != Mask;

    /// <summary>Some of a checkpoint's entries.</summary>
    private sealed class SelectedEntries(ICheckpointFile file, Func<CheckpointEntry, bool> select) : ICheckpointFile
    {
        public string Path => file.Path;

        public IReadOnlyList<CheckpointEntry> Entries { get; } = [.. file.Entries.Where(select)];

        public TorchSharp.torch.Tensor Load(string name) => file.Load(name);

        public void CopyTo(string name, TorchSharp.torch.Tensor target) => file.CopyTo(name, target);

        public void Dispose() => file.Dispose();
    }
}
