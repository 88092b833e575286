using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// One level on the way up: ResNets over the map beside what the way down left at this level, each followed by attention to the prompt where the
/// level attends, then the upsampling.
/// </summary>
public sealed class UpBlock : nn.Module<Tensor, Tensor[], Tensor, Tensor, long[]?, Tensor>
{
    private readonly ModuleList<ResnetBlock2D> _resnets;
    private readonly ModuleList<Transformer2DModel>? _attentions;
    private readonly ModuleList<Upsample2D>? _upsamplers;

    /// <param name="config">The sizes.</param>
    /// <param name="step">Which step up it is: 0 is the coarsest level.</param>
    /// <param name="device">Where the parameters are made.</param>
    internal UpBlock(UNetConfig config, int step, Device device)
        : base(nameof(UpBlock))
    {
        var level = config.Channels.Count - 1 - step;
        var output = config.Channels[level];
        var below = config.Channels[Math.Min(level + 1, config.Channels.Count - 1)];
        var above = config.Channels[Math.Max(level - 1, 0)];
        var layers = config.Layers[level] + 1;
        _resnets = nn.ModuleList([.. Enumerable.Range(0, layers).Select(i => new ResnetBlock2D(
            (i == 0 ? below : output) + (i == layers - 1 ? above : output), output, config.TimeWidth, config.NormGroups, config.NormEps, device))]);
        if (config.UpAttention[step])
        {
            _attentions = nn.ModuleList([.. Enumerable.Range(0, layers).Select(_ => new Transformer2DModel(
                output, config.Heads[level], config.TransformerLayers[level], config.ContextWidth[level], config.NormGroups, config.LinearProjection, device))]);
            register_module("attentions", _attentions);
        }

        register_module("resnets", _resnets);
        Skips = layers;
        if (level == 0) return;
        _upsamplers = nn.ModuleList(new Upsample2D(output, device));
        register_module("upsamplers", _upsamplers);
    }

    /// <summary>How many maps of the way down the level takes.</summary>
    public int Skips { get; }

    /// <summary>Runs the level.</summary>
    /// <param name="x">The map from below, <c>[batch, below, height, width]</c>.</param>
    /// <param name="skips">What the way down left, in the order in which it was made; disposed here.</param>
    /// <param name="time"><c>[batch, timeWidth]</c>.</param>
    /// <param name="context">The prompt, <c>[batch, contextTokens, contextWidth]</c>.</param>
    /// <param name="size">Height and width of the next level; null where there is none.</param>
    public override Tensor forward(Tensor x, Tensor[] skips, Tensor time, Tensor context, long[]? size)
    {
        var hidden = x.alias();
        foreach (var (index, resnet) in _resnets.Index())
        {
            var skip = skips[^(index + 1)];
            hidden = hidden.Then(h => cat([h, skip], 1)).Then(h => resnet.call(h, time));
            skip.Dispose();
            if (_attentions is not null) hidden = hidden.Then(h => _attentions[index].call(h, context));
        }

        return _upsamplers is null ? hidden : hidden.Then(h => _upsamplers[0].call(h, size));
    }
}
