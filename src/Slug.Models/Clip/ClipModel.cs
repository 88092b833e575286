using Slug.Models.Checkpoints;
using Slug.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// CLIP with open_clip's tensor names and shapes: <c>visual.*</c>, <c>transformer.resblocks.N.*</c>, <c>token_embedding.weight</c>,
/// <c>positional_embedding</c>, <c>ln_final.*</c>, <c>text_projection</c>, <c>logit_scale</c>.
/// </summary>
public sealed class ClipModel : nn.Module, ITextParts, IOwnParameters
{
    /// <summary>The initial logit scale, <c>ln(1/0.07)</c>.</summary>
    public static readonly double InitialLogitScale = Math.Log(1 / 0.07);

    private LayerSet? _layers;

    internal ClipModel(ClipConfig config, Device? device = null)
        : base(nameof(ClipModel))
    {
        config.Check();
        Config = config;
        Visual = new VisionTower(config.Vision, config.EmbedDim, config.QuickGelu, device);
        TextTransformer = new Transformer(config.Text.Width, config.Text.Layers, config.Text.Heads, config.Text.MlpRatio, config.QuickGelu, device);
        TokenEmbedding = nn.Embedding(config.Text.VocabSize, config.Text.Width, device: device);
        LnFinal = nn.LayerNorm(config.Text.Width, device: device);
        register_parameter("positional_embedding", nn.Parameter(zeros(config.Text.ContextLength, config.Text.Width, device: device)));
        register_parameter("text_projection", nn.Parameter(zeros(config.Text.Width, config.EmbedDim, device: device)));
        register_parameter("logit_scale", nn.Parameter(full([], InitialLogitScale, ScalarType.Float32, device)));
        register_module("visual", Visual);
        register_module("transformer", TextTransformer);
        register_module("token_embedding", TokenEmbedding);
        register_module("ln_final", LnFinal);
        TextTower = new TextTower(this);
        // The model's owner disposes it; a scope that happened to be open while it was made must not.
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();
    }

    /// <summary>The sizes.</summary>
    public ClipConfig Config { get; }

    /// <summary>The layout of the checkpoint that it came from; open_clip's for a model that was made here.</summary>
    public ClipLayout Layout { get; private init; }

    /// <summary>Its tensors under the names of that layout.</summary>
    public LayerSet Layers => _layers ??= ClipLayers.Of(this, Layout);

    /// <summary>The vision tower.</summary>
    public VisionTower Visual { get; }

    /// <summary>The text tower, a view on tensors of this model.</summary>
    public TextTower TextTower { get; }

    /// <summary>The text tower's blocks.</summary>
    public Transformer TextTransformer { get; }

    /// <summary>The token embedding, <c>[vocab, width]</c>.</summary>
    public Embedding TokenEmbedding { get; }

    /// <summary>The text tower's final layer norm.</summary>
    public LayerNorm LnFinal { get; }

    /// <summary>The text positions, <c>[context, width]</c>.</summary>
    public Parameter PositionalEmbedding => get_parameter("positional_embedding")!;

    /// <summary>The text projection, <c>[width, embed]</c>.</summary>
    public Parameter TextProjection => get_parameter("text_projection")!;

    ClipTextConfig ITextParts.TextConfig => Config.Text;

    /// <summary>The logarithm of the logits' scale, a scalar.</summary>
    public Parameter LogitScale => get_parameter("logit_scale")!;

    /// <summary>Makes a model with open_clip's random initialisation, the same for the same seed.</summary>
    /// <exception cref="InvalidDataException">The sizes do not fit together; all problems are listed.</exception>
    public static ClipModel Create(ClipConfig config, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(config);
        var model = new ClipModel(config);
        ClipInitialization.Initialize(model, seed);
        return model;
    }

    /// <summary>Makes a model with the weights of a checkpoint, in float32.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="path">A safetensors file, a PyTorch zip checkpoint or a TorchScript archive in any layout that <see cref="ClipLayouts"/> knows.</param>
    /// <param name="device">Where the weights go; null is the CPU.</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static ClipModel Load(ClipConfig config, string path, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var file = CheckpointFiles.Open(path);
        return Load(config, ClipLayouts.Pick(file), device);
    }

    /// <summary>Makes a model with a set of weights in any layout, without a prefix; the checkpoint stays the caller's.</summary>
    /// <inheritdoc cref="Load(ClipConfig, string, Device?)"/>
    public static ClipModel Load(ClipConfig config, ICheckpointFile weights, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        // Memory of its own: training writes to all of it, and no result may depend on where in a file a matrix begins.
        return ModuleWeights.Load(
            new ClipModel(config, META) { Layout = ClipLayouts.Of(weights) }, ClipLayouts.AsOpenClip(weights, ""), device ?? CPU, _ => ScalarType.Float32, own: true, finite: false);
    }

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    /// <summary>Writes the weights as safetensors in open_clip's layout.</summary>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) => CheckpointLoader.Save(this, path, metadata);

    /// <summary>Encodes normalised images <c>[batch, 3, height, width]</c> to <c>[batch, embed]</c>.</summary>
    public Tensor EncodeImage(Tensor images, bool normalize = true) => Visual.Encode(images, normalize);

    /// <summary>Encodes token ids, int64 <c>[batch, tokens]</c>, to <c>[batch, embed]</c>.</summary>
    public Tensor EncodeText(Tensor tokens, bool normalize = true) => TextTower.Encode(tokens, normalize);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) TextTower.ForgetMask();
        base.Dispose(disposing);
    }
}
