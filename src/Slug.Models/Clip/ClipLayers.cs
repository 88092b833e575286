using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>The tensors of CLIP under the names of either layout.</summary>
public static class ClipLayers
{
    /// <summary>All tensors of a model in a layout.</summary>
    public static LayerSet Of(ClipModel model, ClipLayout layout)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of((nn.Module)model, layout);
    }

    /// <summary>All tensors of a text tower alone, such as a diffusion model's text encoder, in a layout.</summary>
    public static LayerSet Of(ClipTextModel model, ClipLayout layout)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of((nn.Module)model, layout);
    }

    private static LayerSet Of(nn.Module model, ClipLayout layout) => new([.. model.named_parameters().SelectMany(p => Names(p.name, layout)
        .Select(n => new LayerParameter(model, p.name, n.Name, n.View, layout == ClipLayout.HuggingFace)))]);

    /// <summary>Tensors that have open_clip's names under those of a layout: views of theirs, which the caller's dispose scope owns.</summary>
    /// <exception cref="ArgumentException">A name is none of open_clip's CLIP.</exception>
    public static IEnumerable<KeyValuePair<string, Tensor>> Rename(IEnumerable<KeyValuePair<string, Tensor>> tensors, ClipLayout layout) =>
        tensors.SelectMany(t => Names(t.Key, layout).Select(n => KeyValuePair.Create(n.Name, n.View.Of(t.Value))));

    /// <summary>What a module's parameter is in a layout: its name there, or the names of its parts.</summary>
    /// <exception cref="ArgumentException">The name is none of open_clip's CLIP.</exception>
    internal static IEnumerable<(string Name, LayerView View)> Names(string parameter, ClipLayout layout)
    {
        if (layout == ClipLayout.OpenClip) return [(parameter, LayerView.Whole)];
        var names = HuggingFaceClipNames.Sources(parameter) ?? throw new ArgumentException($"'{parameter}' is no tensor of CLIP in open_clip's layout.", nameof(parameter));
        return names.Select((name, part) => (name, new LayerView(part, names.Count, HuggingFaceClipNames.IsTransposed(parameter))));
    }
}
