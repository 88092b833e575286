using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// open_clip's initialisation. Text tower: normal with standard deviations 0.02 (tokens), 0.01 (positions), <c>width^-1/2</c> for
/// attention, <c>(2·width)^-1/2</c> for <c>c_fc</c>, and the projections that write to the stream smaller by <c>(2·layers)^-1/2</c>.
/// Vision tower: its embeddings and projection with <c>width^-1/2</c>, attention uniform after Xavier, perceptrons and the patch convolution
/// uniform in <c>fanIn^-1/2</c>.
/// </summary>
internal static class ClipInitialization
{
    public static void Initialize(ClipModel model, ulong seed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        Text(model, generator);
        Vision(model.Visual, generator);
    }

    private static void Text(ClipModel model, Generator generator)
    {
        var (width, layers) = (model.Config.Text.Width, model.Config.Text.Layers);
        Normal(model.TokenEmbedding.get_parameter("weight")!, 0.02, generator);
        Normal(model.PositionalEmbedding, 0.01, generator);
        Normal(model.TextProjection, Math.Pow(width, -0.5), generator);
        var attention = Math.Pow(width, -0.5);
        var residual = attention * Math.Pow(2 * layers, -0.5);
        foreach (var block in model.TextTransformer.Blocks)
        {
            Normal(block.Attention.InProjWeight, attention, generator);
            Normal(block.Attention.OutProj.weight, residual, generator);
            Zero(block.Attention.OutProj.bias);
            Normal(block.Mlp.Fc.weight, Math.Pow(2 * width, -0.5), generator);
            Uniform(block.Mlp.Fc.bias, Math.Pow(width, -0.5), generator);
            Normal(block.Mlp.Proj.weight, residual, generator);
            Uniform(block.Mlp.Proj.bias, Math.Pow(block.Mlp.Fc.weight.shape[0], -0.5), generator);
        }
    }

    private static void Vision(VisionTower tower, Generator generator)
    {
        var width = tower.Transformer.Width;
        var scale = Math.Pow(width, -0.5);
        Normal(tower.ClassEmbedding, scale, generator);
        Normal(tower.PositionalEmbedding, scale, generator);
        Normal(tower.Projection, scale, generator);
        UniformInFanIn(tower.Patches.weight, generator);
        foreach (var block in tower.Transformer.Blocks)
        {
            // Xavier on the fused [3·width, width] matrix, as torch's attention module does it.
            Uniform(block.Attention.InProjWeight, Math.Sqrt(6.0 / (4 * width)), generator);
            UniformInFanIn(block.Attention.OutProj.weight, generator);
            Zero(block.Attention.OutProj.bias);
            UniformInFanIn(block.Mlp.Fc.weight, generator);
            Uniform(block.Mlp.Fc.bias, Math.Pow(width, -0.5), generator);
            UniformInFanIn(block.Mlp.Proj.weight, generator);
            Uniform(block.Mlp.Proj.bias, Math.Pow(block.Mlp.Fc.weight.shape[0], -0.5), generator);
        }
    }

    private static void Normal(Tensor parameter, double std, Generator generator) => parameter.normal_(0, std, generator);

    private static void Uniform(Tensor? parameter, double bound, Generator generator) => parameter!.uniform_(-bound, bound, generator);

    private static void UniformInFanIn(Tensor parameter, Generator generator) =>
        Uniform(parameter, Math.Pow(parameter.numel() / (double)parameter.shape[0], -0.5), generator);

    private static void Zero(Tensor? parameter) => parameter!.zero_();
}
