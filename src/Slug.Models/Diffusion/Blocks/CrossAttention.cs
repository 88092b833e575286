using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// Multi-head attention with queries from the picture, keys and values from the prompt, or from the picture itself. Queries, keys and values
/// have no bias; the output has one.
/// </summary>
public sealed class CrossAttention : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly long _heads;

    internal CrossAttention(int width, int heads, int contextWidth, Device device)
        : base(nameof(CrossAttention))
    {
        _heads = heads;
        ToQ = nn.Linear(width, width, hasBias: false, device: device);
        ToK = nn.Linear(contextWidth, width, hasBias: false, device: device);
        ToV = nn.Linear(contextWidth, width, hasBias: false, device: device);
        ToOut = nn.Linear(width, width, device: device);
        register_module("to_q", ToQ);
        register_module("to_k", ToK);
        register_module("to_v", ToV);
        // Upstream a dropout follows in the list, without parameters.
        register_module("to_out", nn.ModuleList<nn.Module<Tensor, Tensor>>(ToOut));
    }

    /// <summary>The projection to queries, <c>[width, width]</c>.</summary>
    public Linear ToQ { get; }

    /// <summary>The projection to keys, <c>[width, contextWidth]</c>.</summary>
    public Linear ToK { get; }

    /// <summary>The projection to values, <c>[width, contextWidth]</c>.</summary>
    public Linear ToV { get; }

    /// <summary>The projection of the heads' outputs.</summary>
    public Linear ToOut { get; }

    /// <summary>Attends.</summary>
    /// <param name="x"><c>[batch, tokens, width]</c>.</param>
    /// <param name="context"><c>[batch, contextTokens, contextWidth]</c>; null attends to <paramref name="x"/>.</param>
    /// <returns><c>[batch, tokens, width]</c>.</returns>
    public override Tensor forward(Tensor x, Tensor? context)
    {
        using var scope = NewDisposeScope();
        var source = context ?? x;
        using var queries = Split(ToQ.call(x));
        using var keys = Split(ToK.call(source));
        using var values = Split(ToV.call(source));
        return nn.functional.scaled_dot_product_attention(queries, keys, values).Then(Join).Then(ToOut.call).MoveToOuterDisposeScope();
    }

    /// <summary>From <c>[batch, tokens, width]</c> to <c>[batch, heads, tokens, width / heads]</c>.</summary>
    private Tensor Split(Tensor projected) =>
        projected.Then(p => p.view(p.shape[0], p.shape[1], _heads, p.shape[2] / _heads)).Then(p => p.transpose(1, 2));

    private static Tensor Join(Tensor heads) => heads.transpose(1, 2).flatten(2);
}
