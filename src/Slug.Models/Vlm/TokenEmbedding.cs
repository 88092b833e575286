using Slug.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>A vector for each token id; undefined until loaded, like <see cref="Projection"/>.</summary>
public sealed class TokenEmbedding : nn.Module<Tensor, Tensor>, IOwnParameters
{
    /// <summary>Makes the table <c>[vocabulary, width]</c>.</summary>
    public TokenEmbedding(long vocabulary, long width, ScalarType type, Device device)
        : base(nameof(TokenEmbedding))
    {
        register_parameter("weight", nn.Parameter(empty([vocabulary, width], type, device)));
    }

    /// <summary>The table, <c>[vocabulary, width]</c>.</summary>
    public Parameter Weight => get_parameter("weight")!;

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    /// <summary>The vectors of ids: <c>[..., width]</c>.</summary>
    public override Tensor forward(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        return Weight.index_select(0, ids.flatten()).view([.. ids.shape, Weight.shape[1]]).MoveToOuterDisposeScope();
    }
}
