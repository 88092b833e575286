using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>Writes CLIP in the layout of Hugging Face's <c>CLIPModel</c>, so that a model goes back the way it came.</summary>
public static class HuggingFaceClip
{
    /// <summary>
    /// Tensors under Hugging Face's names. Nothing is lost: <see cref="ClipLayouts.AsOpenClip"/> gives back the same bits. Fused tensors come
    /// as views on theirs; the caller's dispose scope owns what is new.
    /// </summary>
    /// <param name="tensors">Tensors under open_clip's names: a model's, or some of them, such as gradients.</param>
    /// <exception cref="ArgumentException">A name is none of open_clip's CLIP.</exception>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> FromOpenClip(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var renamed = new List<KeyValuePair<string, Tensor>>();
        foreach (var (name, tensor) in tensors)
        {
            var targets = HuggingFaceClipNames.Sources(name)
                ?? throw new ArgumentException($"'{name}' is no tensor of CLIP in open_clip's layout.", nameof(tensors));
            if (targets.Count == 1)
            {
                renamed.Add(KeyValuePair.Create(targets[0], HuggingFaceClipNames.IsTransposed(name) ? tensor.t() : tensor));
                continue;
            }

            var part = tensor.shape[0] / targets.Count;
            foreach (var (index, target) in targets.Index()) renamed.Add(KeyValuePair.Create(target, tensor.narrow(0, index * part, part)));
        }

        return renamed;
    }

    /// <summary>Writes a model as safetensors in Hugging Face's layout.</summary>
    public static void Save(ClipModel model, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, FromOpenClip(model.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter))), metadata);
    }
}
