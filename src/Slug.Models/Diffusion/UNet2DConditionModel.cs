using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion;

/// <summary>
/// The network of Stable Diffusion 1 and 2: from a noisy latent, its time and the prompt's token vectors to the noise (or velocity) in it. Names
/// as in diffusers: <c>down_blocks.N.resnets.N</c>, <c>attentions.N.transformer_blocks.N.attn2.to_k</c> and so on.
/// </summary>
public sealed class UNet2DConditionModel : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Conv2d _convIn;
    private readonly TimeEmbedding _timeEmbedding;
    private readonly ModuleList<DownBlock> _downBlocks;
    private readonly MidBlock _midBlock;
    private readonly ModuleList<UpBlock> _upBlocks;
    private readonly GroupNorm _normOut;
    private readonly Conv2d _convOut;

    /// <summary>Makes the network with parameters on <paramref name="device"/>; on the meta device they have shapes and no memory.</summary>
    internal UNet2DConditionModel(UNetConfig config, Device device)
        : base(nameof(UNet2DConditionModel))
    {
        Config = config;
        var levels = config.Channels.Count;
        _convIn = nn.Conv2d(config.InChannels, config.Channels[0], config.ConvInKernel, padding: (config.ConvInKernel - 1) / 2, device: device);
        _timeEmbedding = new TimeEmbedding(config.Channels[0], config.TimeWidth, device);
        _downBlocks = nn.ModuleList([.. Enumerable.Range(0, levels).Select(level => new DownBlock(config, level, device))]);
        _midBlock = new MidBlock(config, device);
        _upBlocks = nn.ModuleList([.. Enumerable.Range(0, levels).Select(step => new UpBlock(config, step, device))]);
        _normOut = nn.GroupNorm(config.NormGroups, config.Channels[0], config.NormEps, device: device);
        _convOut = nn.Conv2d(config.Channels[0], config.OutChannels, config.ConvOutKernel, padding: (config.ConvOutKernel - 1) / 2, device: device);
        register_module("conv_in", _convIn);
        register_module("time_embedding", _timeEmbedding);
        register_module("down_blocks", _downBlocks);
        register_module("mid_block", _midBlock);
        register_module("up_blocks", _upBlocks);
        register_module("conv_norm_out", _normOut);
        register_module("conv_out", _convOut);
    }

    /// <summary>The sizes.</summary>
    public UNetConfig Config { get; }

    /// <summary>The projections of the prompt to keys and values, <c>[out, contextWidth]</c>, with the names of their weights: what closed forms edit.</summary>
    public IReadOnlyList<(string Name, Linear Layer)> PromptProjections =>
    [
        .. named_parameters().Where(p => p.name.EndsWith(".attn2.to_k.weight", StringComparison.Ordinal) || p.name.EndsWith(".attn2.to_v.weight", StringComparison.Ordinal))
            .Select(p => (p.name, Projection(p.name))),
    ];

    /// <summary>Makes a network with PyTorch's random initialisation, the same for the same seed.</summary>
    /// <exception cref="InvalidDataException">The sizes do not fit together; all problems are listed.</exception>
    public static UNet2DConditionModel Create(UNetConfig config, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Problems() is { Count: > 0 } problems) throw new InvalidDataException($"the UNet's sizes: {string.Join(" ", problems)}");
        return ModuleWeights.Initialize(new UNet2DConditionModel(config, META), seed);
    }

    /// <summary>Makes a network with the weights of an open checkpoint under diffusers' names.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="file">The checkpoint.</param>
    /// <param name="device">Where the weights go; null is the CPU.</param>
    /// <param name="type">Their element type; null keeps the file's.</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static UNet2DConditionModel Load(UNetConfig config, ICheckpointFile file, Device? device = null, ScalarType? type = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return ModuleWeights.Load(new UNet2DConditionModel(config, META), file, device ?? CPU, type);
    }

    /// <summary>Predicts the noise or the velocity, whatever the network was trained for.</summary>
    /// <param name="sample">Noisy latents, <c>[batch, in, height, width]</c>.</param>
    /// <param name="timesteps"><c>[batch]</c>, or a scalar for all.</param>
    /// <param name="context">The prompts' token vectors, <c>[batch, tokens, contextWidth]</c>.</param>
    /// <returns><c>[batch, out, height, width]</c>.</returns>
    public override Tensor forward(Tensor sample, Tensor timesteps, Tensor context)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(context);
        RequireShapes(sample, context);
        using var scope = NewDisposeScope();
        var type = _convIn.weight!.dtype;
        var waves = TimeEmbedding.Waves(timesteps.reshape(-1).expand(sample.shape[0]), Config).to_type(type);
        var time = _timeEmbedding.call(waves);
        var prompt = context.to_type(type);
        var input = sample.to_type(type);
        var hidden = (Config.CenterInputSample ? input.mul(2).sub(1) : input).Convolve(_convIn);
        var flat = new List<Tensor> { hidden };
        foreach (var block in _downBlocks)
        {
            flat.AddRange(block.call(flat[^1], time, prompt));
        }

        hidden = _midBlock.call(flat[^1], time, prompt);
        foreach (var block in _upBlocks)
        {
            var taken = flat.GetRange(flat.Count - block.Skips, block.Skips);
            flat.RemoveRange(flat.Count - block.Skips, block.Skips);
            var size = flat.Count > 0 ? flat[^1].shape[2..] : null;
            hidden = hidden.Then(h => block.call(h, [.. taken], time, prompt, size));
        }

        return hidden.Then(_normOut.call).Then(TensorChain.Silu).Then(h => h.Convolve(_convOut)).MoveToOuterDisposeScope();
    }

    private Linear Projection(string weight)
    {
        var path = weight[..^".weight".Length];
        return (Linear)named_modules().First(m => m.Item1 == path).Item2;
    }

    // A wrong shape aborts the process in libtorch's matrix product, so it is met here.
    private void RequireShapes(Tensor sample, Tensor context)
    {
        if (sample.dim() != 4 || sample.shape[1] != Config.InChannels)
            throw new ArgumentException($"The UNet takes latents [batch, {Config.InChannels}, height, width], not [{string.Join(", ", sample.shape)}].", nameof(sample));
        if (context.dim() != 3 || context.shape[0] != sample.shape[0] || Config.ContextWidth.Any(width => width != context.shape[2]))
            throw new ArgumentException($"The UNet takes prompts [{sample.shape[0]}, tokens, {string.Join(" or ", Config.ContextWidth.Distinct())}], not [{string.Join(", ", context.shape)}].", nameof(context));
    }
}
