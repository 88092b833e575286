using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// Listens to what the linear layers of a CLIP are given while it runs: the fused projection to queries, keys and values, the heads' projection, both
/// layers of the perceptrons, the patch convolution, and the projections to the shared space. The model computes the same with or without a listener.
/// </summary>
public sealed class ClipInputs : IDisposable
{
    private readonly List<Action> _remove = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="model">The model.</param>
    /// <param name="wanted">Which inputs, of those that <see cref="Of"/> lists.</param>
    /// <param name="seen">
    /// Told of an input <c>[batch, tokens, width]</c> in every forward pass, or <c>[batch, width]</c> of a projection behind the pooling. The tensor is lent: it
    /// may belong to a graph, and lives no longer than the call.
    /// </param>
    public ClipInputs(ClipModel model, Func<LayerInput, bool> wanted, Action<LayerInput, Tensor> seen)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(seen);
        var inputs = Of(model).Where(wanted).ToDictionary(i => i.Parameter, StringComparer.Ordinal);
        var patch = model.Config.Vision.PatchSize;
        if (inputs.TryGetValue("visual.conv1.weight", out var patches))
            Add(model.Visual.Patches.register_forward_pre_hook((_, images) => Lend(patches, () => PatchesOf(images, patch))).remove);
        Blocks(model.Visual.Transformer, "visual.transformer.");
        Blocks(model.TextTransformer, "transformer.");
        if (inputs.TryGetValue("visual.proj", out var vision))
            Add(model.Visual.LnPost.register_forward_hook((_, _, pooled) => Lend(vision, pooled.alias)).remove);
        if (inputs.TryGetValue("text_projection", out var text))
            Add(model.LnFinal.register_forward_hook((_, _, pooled) => Lend(text, pooled.alias)).remove);

        void Blocks(Transformer transformer, string prefix)
        {
            foreach (var (k, block) in transformer.Blocks.Index())
            {
                var names = $"{prefix}resblocks.{k}.";
                if (inputs.TryGetValue($"{names}attn.in_proj_weight", out var attention))
                    Add(block.Attention.register_forward_pre_hook((_, x, _) => { Lend(attention, x.alias); return null; }).remove);
                if (inputs.TryGetValue($"{names}attn.out_proj.weight", out var heads))
                    Add(block.Attention.OutProj.register_forward_pre_hook((_, x) => Lend(heads, x.alias)).remove);
                if (inputs.TryGetValue($"{names}mlp.c_fc.weight", out var expansion))
                    Add(block.Mlp.Fc.register_forward_pre_hook((_, x) => Lend(expansion, x.alias)).remove);
                if (inputs.TryGetValue($"{names}mlp.c_proj.weight", out var back))
                    Add(block.Mlp.Proj.register_forward_pre_hook((_, x) => Lend(back, x.alias)).remove);
            }
        }

        void Add(Action remove) => _remove.Add(remove);

        // A hook that gives back nothing changes nothing; TorchSharp's delegates do not say that it may.
        Tensor Lend(LayerInput input, Func<Tensor> rows)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            seen(input, rows());
            return null!;
        }
    }

    /// <summary>The inputs of a model's linear layers.</summary>
    public static IReadOnlyList<LayerInput> Of(ClipModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (config, vision) = (model.Config, model.Config.Vision);
        return
        [
            new LayerInput("visual.conv1.weight", Tower.Vision, 3L * vision.PatchSize * vision.PatchSize, InputFirst: false),
            .. BlocksOf(model.Visual.Transformer, "visual.transformer.", Tower.Vision),
            new LayerInput("visual.proj", Tower.Vision, vision.Width, InputFirst: true),
            .. BlocksOf(model.TextTransformer, "transformer.", Tower.Language),
            new LayerInput("text_projection", Tower.Language, config.Text.Width, InputFirst: true),
        ];
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        foreach (var remove in _remove) remove();
        _remove.Clear();
    }

    private static IEnumerable<LayerInput> BlocksOf(Transformer transformer, string prefix, Tower tower) => transformer.Blocks.Index().SelectMany(b => (LayerInput[])
    [
        new($"{prefix}resblocks.{b.Index}.attn.in_proj_weight", tower, transformer.Width, InputFirst: false),
        new($"{prefix}resblocks.{b.Index}.attn.out_proj.weight", tower, transformer.Width, InputFirst: false),
        new($"{prefix}resblocks.{b.Index}.mlp.c_fc.weight", tower, transformer.Width, InputFirst: false),
        new($"{prefix}resblocks.{b.Index}.mlp.c_proj.weight", tower, b.Item.Mlp.Hidden, InputFirst: false),
    ]);

    /// <summary>The patches of images <c>[batch, 3, height, width]</c> as rows in the order of the convolution's weight, <c>[batch, patches, 3·patch²]</c>.</summary>
    private static Tensor PatchesOf(Tensor images, long patch)
    {
        var (down, across) = (images.shape[2] / patch, images.shape[3] / patch);
        // Pixels that no patch reaches are left out, as the convolution leaves them out.
        return images.narrow(2, 0, down * patch).narrow(3, 0, across * patch)
            .reshape(images.shape[0], 3, down, patch, across, patch).permute(0, 2, 4, 1, 3, 5).reshape(images.shape[0], down * across, -1);
    }
}
