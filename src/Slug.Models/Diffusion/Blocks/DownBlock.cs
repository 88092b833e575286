using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>One level on the way down: ResNets, each followed by attention to the prompt where the level attends, then the downsampling.</summary>
public sealed class DownBlock : nn.Module<Tensor, Tensor, Tensor, Tensor[]>
{
    private readonly ModuleList<ResnetBlock2D> _resnets;
    private readonly ModuleList<Transformer2DModel>? _attentions;
    private readonly ModuleList<Downsample2D>? _downsamplers;

    internal DownBlock(UNetConfig config, int level, Device device)
        : base(nameof(DownBlock))
    {
        var (input, output) = (config.Channels[Math.Max(level - 1, 0)], config.Channels[level]);
        var layers = config.Layers[level];
        _resnets = nn.ModuleList([.. Enumerable.Range(0, layers).Select(i =>
            new ResnetBlock2D(i == 0 ? input : output, output, config.TimeWidth, config.NormGroups, config.NormEps, device))]);
        if (config.DownAttention[level])
        {
            _attentions = nn.ModuleList([.. Enumerable.Range(0, layers).Select(_ => new Transformer2DModel(
                output, config.Heads[level], config.TransformerLayers[level], config.ContextWidth[level], config.NormGroups, config.LinearProjection, device))]);
            register_module("attentions", _attentions);
        }

        register_module("resnets", _resnets);
        if (level == config.Channels.Count - 1) return;
        _downsamplers = nn.ModuleList(new Downsample2D(output, config.DownsamplePadding, device));
        register_module("downsamplers", _downsamplers);
    }

    /// <summary>Runs the level.</summary>
    /// <param name="x"><c>[batch, input, height, width]</c>.</param>
    /// <param name="time"><c>[batch, timeWidth]</c>.</param>
    /// <param name="context">The prompt, <c>[batch, contextTokens, contextWidth]</c>.</param>
    /// <returns>The map after every ResNet and after the downsampling, which the way up takes again; the last is the level's output.</returns>
    public override Tensor[] forward(Tensor x, Tensor time, Tensor context)
    {
        var states = new List<Tensor>();
        var hidden = x;
        foreach (var (index, resnet) in _resnets.Index())
        {
            hidden = resnet.call(hidden, time);
            if (_attentions is not null) hidden = hidden.Then(h => _attentions[index].call(h, context));
            states.Add(hidden);
        }

        if (_downsamplers is not null) states.Add(_downsamplers[0].call(hidden));
        return [.. states];
    }
}
