using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion;

/// <summary>The mean and the logarithm of the variance of a latent, each <c>[batch, latent, height, width]</c>.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="LogVariance">The logarithm of the variance, within [-30, 20].</param>
public sealed record LatentDistribution(Tensor Mean, Tensor LogVariance) : IDisposable
{
    /// <summary>A sample for standard normal noise of the mean's shape.</summary>
    public Tensor Sample(Tensor noise)
    {
        using var scope = NewDisposeScope();
        return Mean.add(LogVariance.mul(0.5).exp().mul(noise)).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes both.</summary>
    public void Dispose()
    {
        Mean.Dispose();
        LogVariance.Dispose();
    }
}

/// <summary>The autoencoder of Stable Diffusion: pictures in [-1, 1] to latents an eighth as high and wide, and back.</summary>
public sealed class AutoencoderKL : nn.Module
{
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly Conv2d _quantConv;
    private readonly Conv2d _postQuantConv;

    /// <summary>Makes the autoencoder with parameters on <paramref name="device"/>; on the meta device they have shapes and no memory.</summary>
    internal AutoencoderKL(VaeConfig config, Device device)
        : base(nameof(AutoencoderKL))
    {
        Config = config;
        _encoder = new Encoder(config, device);
        _decoder = new Decoder(config, device);
        _quantConv = nn.Conv2d(2 * config.LatentChannels, 2 * config.LatentChannels, 1, device: device);
        _postQuantConv = nn.Conv2d(config.LatentChannels, config.LatentChannels, 1, device: device);
        register_module("encoder", _encoder);
        register_module("decoder", _decoder);
        register_module("quant_conv", _quantConv);
        register_module("post_quant_conv", _postQuantConv);
    }

    /// <summary>The sizes.</summary>
    public VaeConfig Config { get; }

    /// <summary>Makes an autoencoder with PyTorch's random initialisation, the same for the same seed.</summary>
    /// <exception cref="InvalidDataException">The sizes do not fit together; all problems are listed.</exception>
    public static AutoencoderKL Create(VaeConfig config, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Problems() is { Count: > 0 } problems) throw new InvalidDataException($"the VAE's sizes: {string.Join(" ", problems)}");
        return ModuleWeights.Initialize(new AutoencoderKL(config, META), seed);
    }

    /// <summary>Makes an autoencoder with the weights of an open checkpoint under diffusers' names, old or new.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="file">The checkpoint.</param>
    /// <param name="device">Where the weights go; null is the CPU.</param>
    /// <param name="type">Their element type; null keeps the file's.</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static AutoencoderKL Load(VaeConfig config, ICheckpointFile file, Device? device = null, ScalarType? type = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return ModuleWeights.Load(new AutoencoderKL(config, META), VaeNames.WithoutOld(file), device ?? CPU, type);
    }

    /// <summary>The latent's distribution, not scaled, of pictures <c>[batch, 3, height, width]</c> in [-1, 1].</summary>
    public LatentDistribution Encode(Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        RequireShape(pictures, Config.InChannels, Config.Factor, "encodes pictures");
        using var scope = NewDisposeScope();
        var moments = _encoder.call(pictures.to_type(_quantConv.weight!.dtype)).Then(h => h.Convolve(_quantConv)).chunk(2, 1);
        return new LatentDistribution(moments[0].MoveToOuterDisposeScope(), moments[1].clamp(-30, 20).MoveToOuterDisposeScope());
    }

    /// <summary>The pictures of latents that were divided by the scaling factor, <c>[batch, latent, height, width]</c>.</summary>
    /// <returns><c>[batch, 3, factor · height, factor · width]</c>, about [-1, 1], not clamped.</returns>
    public Tensor Decode(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        RequireShape(latents, Config.LatentChannels, 1, "decodes latents");
        using var scope = NewDisposeScope();
        return latents.to_type(_postQuantConv.weight!.dtype).Convolve(_postQuantConv).Then(_decoder.call).MoveToOuterDisposeScope();
    }

    /// <summary>The pictures, in [0, 1], of latents as the diffusion has them: divided by the scaling factor, decoded, clamped.</summary>
    public Tensor DecodeToPictures(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var scope = NewDisposeScope();
        return Decode(latents.div(Config.ScalingFactor)).div(2).add(0.5).clamp(0, 1).MoveToOuterDisposeScope();
    }

    private static void RequireShape(Tensor x, int channels, int multiple, string what)
    {
        if (x.dim() != 4 || x.shape[1] != channels || x.shape[2] % multiple != 0 || x.shape[3] % multiple != 0)
        {
            var sizes = multiple == 1 ? "" : $" of heights and widths that {multiple} divides";
            throw new ArgumentException($"The VAE {what} [batch, {channels}, height, width]{sizes}, not [{string.Join(", ", x.shape)}].", nameof(x));
        }
    }

    private sealed class Encoder : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _convIn;
        private readonly ModuleList<EncoderBlock> _blocks;
        private readonly VaeMidBlock _mid;
        private readonly GroupNorm _norm;
        private readonly Conv2d _convOut;

        public Encoder(VaeConfig config, Device device)
            : base(nameof(Encoder))
        {
            _convIn = nn.Conv2d(config.InChannels, config.Channels[0], 3, padding: 1, device: device);
            _blocks = nn.ModuleList([.. Enumerable.Range(0, config.Channels.Count).Select(level => new EncoderBlock(config, level, device))]);
            _mid = new VaeMidBlock(config.Channels[^1], config.NormGroups, device);
            _norm = nn.GroupNorm(config.NormGroups, config.Channels[^1], VaeMidBlock.NormEps, device: device);
            _convOut = nn.Conv2d(config.Channels[^1], 2 * config.LatentChannels, 3, padding: 1, device: device);
            register_module("conv_in", _convIn);
            register_module("down_blocks", _blocks);
            register_module("mid_block", _mid);
            register_module("conv_norm_out", _norm);
            register_module("conv_out", _convOut);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var hidden = x.Convolve(_convIn);
            foreach (var block in _blocks) hidden = hidden.Then(block.call);
            return hidden.Then(_mid.call).Then(_norm.call).Then(TensorChain.Silu).Then(h => h.Convolve(_convOut)).MoveToOuterDisposeScope();
        }
    }

    private sealed class Decoder : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _convIn;
        private readonly VaeMidBlock _mid;
        private readonly ModuleList<DecoderBlock> _blocks;
        private readonly GroupNorm _norm;
        private readonly Conv2d _convOut;

        public Decoder(VaeConfig config, Device device)
            : base(nameof(Decoder))
        {
            _convIn = nn.Conv2d(config.LatentChannels, config.Channels[^1], 3, padding: 1, device: device);
            _mid = new VaeMidBlock(config.Channels[^1], config.NormGroups, device);
            _blocks = nn.ModuleList([.. Enumerable.Range(0, config.Channels.Count).Select(step => new DecoderBlock(config, step, device))]);
            _norm = nn.GroupNorm(config.NormGroups, config.Channels[0], VaeMidBlock.NormEps, device: device);
            _convOut = nn.Conv2d(config.Channels[0], config.OutChannels, 3, padding: 1, device: device);
            register_module("conv_in", _convIn);
            register_module("mid_block", _mid);
            register_module("up_blocks", _blocks);
            register_module("conv_norm_out", _norm);
            register_module("conv_out", _convOut);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var hidden = x.Convolve(_convIn).Then(_mid.call);
            foreach (var block in _blocks) hidden = hidden.Then(block.call);
            return hidden.Then(_norm.call).Then(TensorChain.Silu).Then(h => h.Convolve(_convOut)).MoveToOuterDisposeScope();
        }
    }
}
