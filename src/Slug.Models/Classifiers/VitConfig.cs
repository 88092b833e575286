using Slug.Models.Checkpoints;

namespace Slug.Models.Classifiers;

/// <summary>The sizes of a <see cref="Vit"/>, in timm's terms.</summary>
public sealed record VitConfig
{
    // Of every vision transformer that timm has under this layout.
    private const int HeadWidth = 64;

    /// <summary>Height and width of the input, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Height and width of a patch.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Width { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the perceptrons' hidden layer.</summary>
    public required int Hidden { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether queries, keys and values have a bias.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Epsilon of the layer norms.</summary>
    public double NormEps { get; init; } = 1e-6;

    /// <summary>Tokens: the class token and the patches.</summary>
    public int Tokens => 1 + (ImageSize / PatchSize * (ImageSize / PatchSize));

    /// <summary>timm's <c>vit_large_patch16_224</c> with as many classes as given: UnlearnCanvas' classifiers have 51 and 20.</summary>
    public static VitConfig Large16(int classes) =>
        new() { ImageSize = 224, PatchSize = 16, Width = 1024, Layers = 24, Heads = 16, Hidden = 4096, Classes = classes };

    /// <summary>Reads a config with timm's names.</summary>
    /// <exception cref="InvalidDataException">It describes another architecture or does not fit together; all problems are listed.</exception>
    public static VitConfig Read(ModelConfigJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.Neutral("global_pool", "\"token\"");
        json.Neutral("class_token", "true");
        json.Neutral("act", "\"gelu (exact)\"", "\"gelu\"");
        json.Neutral("act_layer", "\"gelu\"");
        json.Neutral("init_values");
        json.Neutral("no_embed_class", "false");
        json.Neutral("qk_norm", "false");
        var width = json.Int("embed_dim");
        var config = new VitConfig
        {
            ImageSize = json.Int("img_size"),
            PatchSize = json.Int("patch_size"),
            Width = width,
            Layers = json.Int("depth"),
            Heads = json.Int("num_heads"),
            Hidden = (int)Math.Round(width * json.Double("mlp_ratio", 4)),
            Classes = json.Int("num_classes"),
            QkvBias = json.Bool("qkv_bias", true),
            NormEps = json.Double("norm_eps", 1e-6),
        };
        if (json.Problems.Count == 0)
        {
            foreach (var problem in config.Problems()) json.Problems.Add(problem);
        }

        json.ThrowIfWrong("vision transformer");
        return config;
    }

    /// <summary>The sizes that a checkpoint's shapes tell; the number of heads is no shape, and is timm's rule of one for every 64 of the width unless given.</summary>
    /// <param name="file">A checkpoint in timm's layout.</param>
    /// <param name="heads">Attention heads.</param>
    /// <exception cref="CheckpointException">It is no vision transformer of timm's.</exception>
    public static VitConfig Of(ICheckpointFile file, int? heads = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var shapes = file.Entries.ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
        var missing = new[] { "cls_token", "pos_embed", "patch_embed.proj.weight", "blocks.0.mlp.fc1.weight", "head.weight" }.Where(n => !shapes.ContainsKey(n)).ToList();
        if (missing.Count > 0) throw new CheckpointException(file.Path, [$"is no vision transformer in timm's layout: it lacks {string.Join(", ", missing)}."]);
        if (shapes["patch_embed.proj.weight"] is not [var width, _, var patch, _] || shapes["pos_embed"] is not [1, var tokens, _]
            || shapes["blocks.0.mlp.fc1.weight"] is not [var hidden, _] || shapes["head.weight"] is not [var classes, _])
            throw new CheckpointException(file.Path, ["is no vision transformer in timm's layout: its tensors have other ranks."]);
        var side = (int)Math.Round(Math.Sqrt(tokens - 1));
        var config = new VitConfig
        {
            ImageSize = (int)patch * side,
            PatchSize = (int)patch,
            Width = (int)width,
            Layers = Enumerable.Range(0, shapes.Count).First(n => !shapes.ContainsKey($"blocks.{n}.norm1.weight")),
            Heads = heads ?? (int)Math.Max(width / HeadWidth, 1),
            Hidden = (int)hidden,
            Classes = (int)classes,
            QkvBias = shapes.ContainsKey("blocks.0.attn.qkv.bias"),
        };
        var problems = config.Problems();
        return problems.Count == 0 ? config : throw new CheckpointException(file.Path, problems);
    }

    /// <summary>What is wrong with the sizes, one line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        foreach (var (value, name) in new[] { (ImageSize, "img_size"), (PatchSize, "patch_size"), (Width, "embed_dim"), (Layers, "depth"), (Heads, "num_heads"), (Hidden, "mlp_ratio"), (Classes, "num_classes") })
        {
            if (value <= 0) problems.Add($"'{name}' must be positive.");
        }

        if (problems.Count > 0) return problems;
        if (ImageSize % PatchSize != 0) problems.Add($"'patch_size' ({PatchSize}) must divide 'img_size' ({ImageSize}).");
        if (Width % Heads != 0) problems.Add($"'num_heads' ({Heads}) must divide 'embed_dim' ({Width}).");
        return problems;
    }
}
