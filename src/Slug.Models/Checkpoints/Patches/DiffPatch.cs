using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>
/// A patch as ComfyUI, A1111 and stable-diffusion.cpp read it: <c>lora_te_….diff</c> is added to a weight, <c>.diff_b</c> to a bias, in full and so without
/// loss.
/// </summary>
public static class DiffPatch
{
    /// <summary>Writes a patch of a text encoder.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="changes">The changes, of linear layers' and norms' weights and biases.</param>
    /// <param name="fused">
    /// Whether the reader stacks queries, keys and values in one matrix, as A1111 does for Stable Diffusion 2: it then changes an attention only where all four of
    /// its projections are in the patch, so that changes of nothing are added.
    /// </param>
    /// <param name="metadata">Strings for the file's header.</param>
    public static void Write(string path, IReadOnlyCollection<WeightChange> changes, bool fused, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var tensors = changes.ToDictionary(Key, change => change.Change.detach().to_type(ScalarType.Float32), StringComparer.Ordinal);
        if (fused)
        {
            foreach (var (module, like) in FusedAttention.Missing(changes)) tensors.Add(KohyaNames.Of(module) + ".diff", zeros_like(like, ScalarType.Float32));
        }

        SafetensorsWriter.Write(path, tensors, metadata);
    }

    private static string Key(WeightChange change) => KohyaNames.Of(change.Module) + (change.IsBias ? ".diff_b" : ".diff");
}
