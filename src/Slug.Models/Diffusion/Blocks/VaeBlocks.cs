using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>Attention of one head over the pixels of the VAE's coarsest map, with a group norm before and a shortcut around.</summary>
public sealed class VaeAttention : nn.Module<Tensor, Tensor>
{
    private readonly GroupNorm _norm;
    private readonly Linear _toQ;
    private readonly Linear _toK;
    private readonly Linear _toV;
    private readonly Linear _toOut;

    internal VaeAttention(int channels, int groups, Device device)
        : base(nameof(VaeAttention))
    {
        _norm = nn.GroupNorm(groups, channels, VaeMidBlock.NormEps, device: device);
        _toQ = nn.Linear(channels, channels, device: device);
        _toK = nn.Linear(channels, channels, device: device);
        _toV = nn.Linear(channels, channels, device: device);
        _toOut = nn.Linear(channels, channels, device: device);
        register_module("group_norm", _norm);
        register_module("to_q", _toQ);
        register_module("to_k", _toK);
        register_module("to_v", _toV);
        register_module("to_out", nn.ModuleList<nn.Module<Tensor, Tensor>>(_toOut));
    }

    /// <summary>Runs on <c>[batch, channels, height, width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        using var tokens = _norm.call(x).Then(h => h.flatten(2)).Then(h => h.transpose(1, 2));
        // [batch, 1, pixels, channels]
        var (queries, keys, values) = (_toQ.call(tokens).unsqueeze(1), _toK.call(tokens).unsqueeze(1), _toV.call(tokens).unsqueeze(1));
        return nn.functional.scaled_dot_product_attention(queries, keys, values)
            .Then(h => h.squeeze(1)).Then(_toOut.call).Then(h => h.transpose(1, 2)).Then(h => h.reshape(x.shape)).Then(h => h.add(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>The middle of encoder and decoder: ResNet, attention, ResNet.</summary>
public sealed class VaeMidBlock : nn.Module<Tensor, Tensor>
{
    /// <summary>Epsilon of all group norms of the VAE.</summary>
    internal const double NormEps = 1e-6;

    private readonly ModuleList<VaeAttention> _attentions;
    private readonly ModuleList<ResnetBlock2D> _resnets;

    internal VaeMidBlock(int channels, int groups, Device device)
        : base(nameof(VaeMidBlock))
    {
        _attentions = nn.ModuleList(new VaeAttention(channels, groups, device));
        _resnets = nn.ModuleList([.. Enumerable.Range(0, 2).Select(_ => new ResnetBlock2D(channels, channels, null, groups, NormEps, device))]);
        register_module("attentions", _attentions);
        register_module("resnets", _resnets);
    }

    /// <summary>Runs on <c>[batch, channels, height, width]</c>.</summary>
    public override Tensor forward(Tensor x) =>
        _resnets[0].call(x, null).Then(_attentions[0].call).Then(h => _resnets[1].call(h, null));
}

/// <summary>One level of the encoder: ResNets, then the downsampling where a level follows.</summary>
public sealed class EncoderBlock : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock2D> _resnets;
    private readonly ModuleList<Downsample2D>? _downsamplers;

    internal EncoderBlock(VaeConfig config, int level, Device device)
        : base(nameof(EncoderBlock))
    {
        var (input, output) = (config.Channels[Math.Max(level - 1, 0)], config.Channels[level]);
        _resnets = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(i =>
            new ResnetBlock2D(i == 0 ? input : output, output, null, config.NormGroups, VaeMidBlock.NormEps, device))]);
        register_module("resnets", _resnets);
        if (level == config.Channels.Count - 1) return;
        _downsamplers = nn.ModuleList(new Downsample2D(output, 0, device));
        register_module("downsamplers", _downsamplers);
    }

    /// <summary>From <c>[batch, input, height, width]</c> to <c>[batch, output, height / 2, width / 2]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        var hidden = x.alias();
        foreach (var resnet in _resnets) hidden = hidden.Then(h => resnet.call(h, null));
        return _downsamplers is null ? hidden : hidden.Then(_downsamplers[0].call);
    }
}

/// <summary>One level of the decoder: ResNets, then the upsampling where a level follows.</summary>
public sealed class DecoderBlock : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock2D> _resnets;
    private readonly ModuleList<Upsample2D>? _upsamplers;

    /// <param name="config">The sizes.</param>
    /// <param name="step">Which step up it is: 0 is the coarsest level.</param>
    /// <param name="device">Where the parameters are made.</param>
    internal DecoderBlock(VaeConfig config, int step, Device device)
        : base(nameof(DecoderBlock))
    {
        var level = config.Channels.Count - 1 - step;
        var (input, output) = (config.Channels[Math.Min(level + 1, config.Channels.Count - 1)], config.Channels[level]);
        _resnets = nn.ModuleList([.. Enumerable.Range(0, config.Layers + 1).Select(i =>
            new ResnetBlock2D(i == 0 ? input : output, output, null, config.NormGroups, VaeMidBlock.NormEps, device))]);
        register_module("resnets", _resnets);
        if (level == 0) return;
        _upsamplers = nn.ModuleList(new Upsample2D(output, device));
        register_module("upsamplers", _upsamplers);
    }

    /// <summary>From <c>[batch, input, height, width]</c> to <c>[batch, output, 2 · height, 2 · width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        var hidden = x.alias();
        foreach (var resnet in _resnets) hidden = hidden.Then(h => resnet.call(h, null));
        return _upsamplers is null ? hidden : hidden.Then(h => _upsamplers[0].call(h, null));
    }
}
