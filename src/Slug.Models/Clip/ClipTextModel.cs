using Slug.Models.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// CLIP's text tower alone, without the projection to the space of pictures: the text encoder of a diffusion model. Its tensors have open_clip's
/// names, as in <see cref="ClipModel"/>; checkpoints are read in either layout.
/// </summary>
public sealed class ClipTextModel : nn.Module, ITextParts, IOwnParameters
{
    internal ClipTextModel(ClipTextModelConfig config, Device device)
        : base(nameof(ClipTextModel))
    {
        Config = config;
        var text = config.Text;
        TextTransformer = new Transformer(text.Width, text.Layers, text.Heads, text.MlpRatio, config.QuickGelu, device);
        TokenEmbedding = nn.Embedding(text.VocabSize, text.Width, device: device);
        LnFinal = nn.LayerNorm(text.Width, device: device);
        register_parameter("positional_embedding", nn.Parameter(zeros(text.ContextLength, text.Width, device: device)));
        register_module("transformer", TextTransformer);
        register_module("token_embedding", TokenEmbedding);
        register_module("ln_final", LnFinal);
        Tower = new TextTower(this);
    }

    /// <summary>The sizes.</summary>
    public ClipTextModelConfig Config { get; }

    /// <summary>The tower in pieces.</summary>
    public TextTower Tower { get; }

    /// <summary>The blocks.</summary>
    public Transformer TextTransformer { get; }

    /// <summary>The token embedding, <c>[vocab, width]</c>.</summary>
    public Embedding TokenEmbedding { get; }

    /// <summary>The final layer norm.</summary>
    public LayerNorm LnFinal { get; }

    /// <summary>The positions, <c>[context, width]</c>.</summary>
    public Parameter PositionalEmbedding => get_parameter("positional_embedding")!;

    ClipTextConfig ITextParts.TextConfig => Config.Text;

    Parameter? ITextParts.TextProjection => null;

    /// <summary>Makes a text model with the weights of an open checkpoint, in Hugging Face's or open_clip's layout.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="file">The checkpoint: of a text model alone, or of a whole CLIP, of which the rest is left aside.</param>
    /// <param name="device">Where the weights go; null is the CPU.</param>
    /// <param name="type">Their element type; null keeps the file's.</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static ClipTextModel Load(ClipTextModelConfig config, ICheckpointFile file, Device? device = null, ScalarType? type = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return ModuleWeights.Load(new ClipTextModel(config, META), ClipLayouts.AsOpenClip(file), device ?? CPU, type, BelongsElsewhere);
    }

    /// <summary>
    /// A model with the same weights, of the same type, in memory of its own; the caller disposes it. Where weights are mapped from a file the model's own products may round
    /// otherwise than those of a copy; two copies compute the same.
    /// </summary>
    public ClipTextModel Copy()
    {
        using var noGrad = no_grad();
        var copy = new ClipTextModel(Config, PositionalEmbedding.device);
        copy.to(PositionalEmbedding.dtype);
        foreach (var (name, parameter) in copy.named_parameters()) parameter.copy_(get_parameter(name)!);
        copy.eval();
        return copy;
    }

    /// <summary>Checks names and shapes of a checkpoint without reading it.</summary>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    internal static void RequireFit(ClipTextModelConfig config, ICheckpointFile file)
    {
        using var model = new ClipTextModel(config, META);
        ModuleWeights.RequireFit(model, ClipLayouts.AsOpenClip(file), BelongsElsewhere);
    }

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Tower.ForgetMask();
        base.Dispose(disposing);
    }

    /// <summary>Whether a tensor of CLIP, by open_clip's name, is of what a text model alone has not.</summary>
    internal static bool BelongsElsewhere(string name) =>
        name is "logit_scale" or "text_projection" || name.StartsWith("visual.", StringComparison.Ordinal);
}
