using Slug.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Classifiers;

/// <summary>
/// timm's vision transformer as a classifier of pictures (Dosovitskiy et al. 2021): a patch convolution, a class token, learned positions,
/// pre-norm blocks with exact GELU, and a linear head on the class token. Names as in timm: <c>blocks.N.attn.qkv</c> and so on.
/// </summary>
public sealed class Vit : nn.Module<Tensor, Tensor>, IOwnParameters
{
    /// <summary>The mean, and the standard deviation, of each channel that inputs in [0, 1] are normalised with.</summary>
    public const double MeanAndDeviation = 0.5;

    private readonly PatchEmbedding _patches;
    private readonly ModuleList<VitBlock> _blocks;
    private readonly LayerNorm _norm;

    internal Vit(VitConfig config, Device device)
        : base(nameof(Vit))
    {
        Config = config;
        _patches = new PatchEmbedding(config, device);
        _blocks = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(_ => new VitBlock(config, device))]);
        _norm = nn.LayerNorm(config.Width, config.NormEps, device: device);
        Head = nn.Linear(config.Width, config.Classes, device: device);
        register_parameter("cls_token", nn.Parameter(zeros([1, 1, config.Width], device: device)));
        register_parameter("pos_embed", nn.Parameter(zeros([1, config.Tokens, config.Width], device: device)));
        register_module("patch_embed", _patches);
        register_module("blocks", _blocks);
        register_module("norm", _norm);
        register_module("head", Head);
    }

    /// <summary>The sizes.</summary>
    public VitConfig Config { get; }

    /// <summary>The classes' linear head.</summary>
    public Linear Head { get; }

    /// <summary>Makes a classifier with random weights, the same for the same seed.</summary>
    /// <exception cref="InvalidDataException">The sizes do not fit together; all problems are listed.</exception>
    public static Vit Create(VitConfig config, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Problems() is { Count: > 0 } problems) throw new InvalidDataException($"the vision transformer's sizes: {string.Join(" ", problems)}");
        return ModuleWeights.Initialize(new Vit(config, META), seed);
    }

    /// <summary>Makes a classifier with the weights of a checkpoint: safetensors, or PyTorch's with the weights at the top or under <c>model_state_dict</c>.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="config">The sizes; null takes those that the shapes tell.</param>
    /// <param name="device">Where the weights go; null is the CPU.</param>
    /// <param name="type">Their element type; null keeps the file's.</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static Vit Load(string path, VitConfig? config = null, Device? device = null, ScalarType? type = null)
    {
        using var file = CheckpointFiles.Open(path);
        return ModuleWeights.Load(new Vit(config ?? VitConfig.Of(file), META), file, device ?? CPU, type);
    }

    /// <summary>The sizes of a checkpoint that <see cref="Load"/> would take; no weight is read.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <exception cref="CheckpointException">It is no such classifier; lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static VitConfig Look(string path)
    {
        using var file = CheckpointFiles.Open(path);
        var config = VitConfig.Of(file);
        using var model = new Vit(config, META);
        ModuleWeights.RequireFit(model, file);
        return config;
    }

    /// <summary>Writes the weights as safetensors under timm's names.</summary>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)), metadata);

    /// <summary>The stream before the first block of normalised pictures, <c>[batch, tokens, width]</c>.</summary>
    public Tensor Embed(Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var size = Config.ImageSize;
        if (pictures.dim() != 4 || pictures.shape[1] != 3 || pictures.shape[2] != size || pictures.shape[3] != size)
            throw new ArgumentException($"The classifier takes pictures [batch, 3, {size}, {size}], not [{string.Join(", ", pictures.shape)}].", nameof(pictures));
        using var scope = NewDisposeScope();
        var first = get_parameter("cls_token")!.expand(pictures.shape[0], 1, Config.Width);
        return cat([first, _patches.call(pictures.to_type(Head.weight!.dtype))], 1).add(get_parameter("pos_embed")!).MoveToOuterDisposeScope();
    }

    /// <summary>The outputs at all tokens after the final norm, <c>[batch, tokens, width]</c>.</summary>
    public Tensor Features(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var stream = Embed(pictures);
        foreach (var block in _blocks)
        {
            var next = block.call(stream);
            stream.Dispose();
            stream = next;
        }

        return _norm.call(stream).MoveToOuterDisposeScope();
    }

    /// <summary>The classes' logits, <c>[batch, classes]</c>, of normalised pictures <c>[batch, 3, size, size]</c>.</summary>
    public override Tensor forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return Head.call(Features(pictures).select(1, 0)).MoveToOuterDisposeScope();
    }

    void IOwnParameters.Replace(string name, Parameter parameter) => ConditionallyRegisterParameter(name, parameter);

    private sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _projection;

        public PatchEmbedding(VitConfig config, Device device)
            : base(nameof(PatchEmbedding))
        {
            _projection = nn.Conv2d(3, config.Width, config.PatchSize, stride: config.PatchSize, device: device);
            register_module("proj", _projection);
        }

        // [batch, 3, height, width] to [batch, patches, width].
        public override Tensor forward(Tensor pictures)
        {
            using var scope = NewDisposeScope();
            return _projection.call(pictures).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
        }
    }
}
