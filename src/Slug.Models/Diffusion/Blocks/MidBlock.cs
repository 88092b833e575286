using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>The coarsest level's middle: ResNet, attention to the prompt, ResNet.</summary>
public sealed class MidBlock : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock2D> _resnets;
    private readonly ModuleList<Transformer2DModel> _attentions;

    internal MidBlock(UNetConfig config, Device device)
        : base(nameof(MidBlock))
    {
        var channels = config.Channels[^1];
        _attentions = nn.ModuleList(new Transformer2DModel(
            channels, config.Heads[^1], config.TransformerLayers[^1], config.ContextWidth[^1], config.NormGroups, config.LinearProjection, device));
        _resnets = nn.ModuleList([.. Enumerable.Range(0, 2).Select(_ =>
            new ResnetBlock2D(channels, channels, config.TimeWidth, config.NormGroups, config.NormEps, device, config.MidBlockScale))]);
        register_module("attentions", _attentions);
        register_module("resnets", _resnets);
    }

    /// <summary>Runs the block on <c>[batch, channels, height, width]</c>; see <see cref="DownBlock.forward"/>.</summary>
    public override Tensor forward(Tensor x, Tensor time, Tensor context) =>
        _resnets[0].call(x, time).Then(h => _attentions[0].call(h, context)).Then(h => _resnets[1].call(h, time));
}
