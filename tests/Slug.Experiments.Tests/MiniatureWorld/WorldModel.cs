using Slug.Models.Clip;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>A CLIP with random weights, small but of open_clip's architecture, as a published checkpoint and a model card.</summary>
internal static class WorldModel
{
    /// <summary>The model card.</summary>
    public const string Card = """
        {
          "embed_dim": 32,
          "vision_cfg": { "image_size": 32, "patch_size": 8, "width": 64, "layers": 2, "head_width": 32 },
          "text_cfg": { "context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2 }
        }
        """;

    /// <summary>The model.</summary>
    /// <param name="card">The card's file.</param>
    public static ClipModel Create(string card) => ClipModel.Create(ClipConfig.Load(card), 7);

    /// <summary>The checkpoint, a PyTorch zip in open_clip's names.</summary>
    /// <param name="card">The card's file.</param>
    public static byte[] Checkpoint(string card)
    {
        using var model = Create(card);
        return TorchZipWriter.Write([.. model.named_parameters().Select(p => (p.name, (TorchSharp.torch.Tensor)p.parameter))]);
    }

    /// <summary>The same as <c>pytorch_model.bin</c> of Hugging Face's hub: its names, and nothing around the tensors.</summary>
    /// <param name="card">The card's file.</param>
    public static byte[] HubCheckpoint(string card)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var model = Create(card);
        var tensors = ClipLayers.Rename(model.named_parameters().Select(p => KeyValuePair.Create(p.name, (TorchSharp.torch.Tensor)p.parameter)), ClipLayout.HuggingFace);
        return TorchZipWriter.Write([.. tensors.Select(t => (t.Key, t.Value))], key: null);
    }
}
