using Slug.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// The vision transformer under <c>visual</c>: a patch convolution, a class token, learned positions, <c>ln_pre</c>, the blocks, and the
/// class token's output through <c>ln_post</c> and <c>proj</c>.
/// </summary>
public sealed class VisionTower : nn.Module<Tensor, Tensor>, ITower, IOwnParameters
{
    private readonly ClipVisionConfig _config;
    private readonly LayerNorm _lnPre;

    /// <summary>Makes the tower; parameters are zero or TorchSharp's defaults until initialised or loaded.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="embedDim">Width of the shared space; null for a tower without <c>proj</c>, of which only the stream is used.</param>
    /// <param name="quickGelu">See <see cref="ClipConfig.QuickGelu"/>.</param>
    /// <param name="device">Where the parameters are; null is the CPU.</param>
    public VisionTower(ClipVisionConfig config, int? embedDim, bool quickGelu, Device? device = null)
        : base(nameof(VisionTower))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        Patches = nn.Conv2d(3, config.Width, config.PatchSize, stride: config.PatchSize, bias: false, device: device);
        _lnPre = nn.LayerNorm(config.Width, device: device);
        Transformer = new Transformer(config.Width, config.Layers, config.Width / config.HeadWidth, config.MlpRatio, quickGelu, device);
        LnPost = nn.LayerNorm(config.Width, device: device);
        register_parameter("class_embedding", nn.Parameter(zeros(config.Width, device: device)));
        register_parameter("positional_embedding", nn.Parameter(zeros(config.Tokens, config.Width, device: device)));
        if (embedDim is { } width) register_parameter("proj", nn.Parameter(zeros(config.Width, width, device: device)));
        register_module("conv1", Patches);
        register_module("ln_pre", _lnPre);
        register_module("transformer", Transformer);
        register_module("ln_post", LnPost);
    }

    /// <summary>The patch convolution, <c>conv1</c>.</summary>
    public Conv2d Patches { get; }

    /// <summary>The layer norm of the class token's output.</summary>
    public LayerNorm LnPost { get; }

    /// <summary>The blocks.</summary>
    public Transformer Transformer { get; }

    /// <summary>The learned class token, <c>[width]</c>.</summary>
    public Parameter ClassEmbedding => get_parameter("class_embedding")!;

    /// <summary>The learned positions, <c>[tokens, width]</c>.</summary>
    public Parameter PositionalEmbedding => get_parameter("positional_embedding")!;

    /// <summary>The projection to the shared space, <c>[width, embed]</c>.</summary>
    public Parameter Projection => get_parameter("proj")!;

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    /// <inheritdoc/>
    public int BlockCount => _config.Layers;

    /// <summary>The stream before block 0 of normalised images <c>[batch, 3, height, width]</c>.</summary>
    public Tensor Embed(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var size = _config.ImageSize;
        if (input.dim() != 4 || input.shape[1] != 3 || input.shape[2] != size || input.shape[3] != size)
            throw new ArgumentException($"The vision tower takes images [batch, 3, {size}, {size}], not [{string.Join(", ", input.shape)}].", nameof(input));
        using var scope = NewDisposeScope();
        var patches = Patches.call(input.to_type(ClassEmbedding.dtype)).flatten(2).transpose(1, 2);
        var first = ClassEmbedding.view(1, 1, _config.Width).expand(input.shape[0], 1, _config.Width);
        return _lnPre.call(cat([first, patches], 1).add(PositionalEmbedding)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor RunBlocks(Tensor stream, int from, int to) => Transformer.Run(stream, null, from, to);

    /// <inheritdoc/>
    public Tensor Project(Tensor stream, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var scope = NewDisposeScope();
        return LnPost.call(stream.select(1, 0)).matmul(Projection).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor FinishAtPooled(Tensor stream, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var scope = NewDisposeScope();
        var first = zeros(stream.shape[0], ScalarType.Int64, stream.device);
        return Project(Transformer.Blocks[^1].RunAt(stream, first, null).unsqueeze(1), input).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes normalised images <c>[batch, 3, height, width]</c> to <c>[batch, embed]</c>, not of length one.</summary>
    public override Tensor forward(Tensor x) => this.Encode(x, normalize: false);
}
