using static TorchSharp.torch;

namespace Slug.Models.Vlm.Training;

/// <summary>
/// Random weights of projector and decoder for training from scratch: normal with standard deviation <c>fanIn^-1/2</c>, the embedding 0.5, the
/// projections that write to the stream smaller by <c>(2·layers)^-1/2</c>, gains one, biases zero. With the usual 0.02 a decoder of width 128 did
/// not learn to answer yes or no.
/// </summary>
public static class LlavaInitialization
{
    private const double Embedding = 0.5;

    /// <summary>Draws the weights; the vision tower stays as it is.</summary>
    public static void Initialize(LlavaModel model, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        var residual = Math.Pow(2 * model.Config.Text.Layers, -0.5);
        foreach (var (name, parameter) in model.Projector.named_parameters().Concat(model.Decoder.named_parameters()))
        {
            if (name.EndsWith("bias", StringComparison.Ordinal)) parameter.zero_();
            else if (parameter.dim() == 1) parameter.fill_(1);
            else if (name.Contains("embed_tokens", StringComparison.Ordinal)) parameter.normal_(0, Embedding, generator);
            else
            {
                var writes = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
                parameter.normal_(0, Math.Pow(parameter.shape[1], -0.5) * (writes ? residual : 1), generator);
            }
        }
    }
}
