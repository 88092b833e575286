using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Schedulers;

namespace Slug.Models.Diffusion.Loading;

/// <summary>The sizes of a single file's parts, which has no configs: given beside it, or told by the shapes and by what Stable Diffusion 1 and 2 have in common.</summary>
internal sealed record SingleFileConfigs(UNetConfig UNet, VaeConfig Vae, ClipTextModelConfig Text, SchedulerConfig Scheduler, PromptTokenizer? Tokenizer, int PadId)
{
    private const int HeadWidth = 64, EndOfText = 49407;

    /// <summary>Reads the configs of a diffusers folder, which needs no weights.</summary>
    public static SingleFileConfigs Load(string folder, LoadOptions options)
    {
        var text = ClipTextModelConfig.Load(Path.Combine(folder, "text_encoder", "config.json"));
        var tokenizer = Path.Combine(folder, "tokenizer");
        var prompts = Directory.Exists(tokenizer) ? PromptTokenizers.Load(tokenizer, text.Text.ContextLength) : null;
        var scheduler = SchedulerConfig.Load(Path.Combine(folder, "scheduler", "scheduler_config.json"), options.Scheduler);
        return new SingleFileConfigs(
            UNetConfig.Load(Path.Combine(folder, "unet", "config.json")), VaeConfig.Load(Path.Combine(folder, "vae", "config.json")), text,
            options.Prediction is { } prediction ? scheduler with { Prediction = prediction } : scheduler, prompts, prompts?.PadId ?? EndOfText);
    }

    /// <summary>Takes the sizes from the shapes; heads, groups and schedule from Stable Diffusion 1 or 2.</summary>
    /// <exception cref="CheckpointException">The shapes are not those of a Stable Diffusion.</exception>
    public static SingleFileConfigs Infer(ICheckpointFile file, bool second, LoadOptions options)
    {
        var shapes = file.Entries.ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
        try
        {
            var prediction = options.Prediction ?? (second ? PredictionType.VPrediction : PredictionType.Epsilon);
            var unet = InferUNet(shapes, second) with { SampleSize = second && prediction == PredictionType.VPrediction ? 96 : 64 };
            var (vae, text) = (InferVae(shapes), InferText(shapes, second));
            var problems = unet.Problems().Concat(vae.Problems()).ToList();
            if (problems.Count > 0) throw new CheckpointException(file.Path, [.. problems, "The shapes are not those of Stable Diffusion 1 or 2; name a folder with the configs of its parts."]);
            return new SingleFileConfigs(unet, vae, text, Schedule(options.Scheduler ?? SchedulerKind.Ddim, prediction), null, second ? 0 : EndOfText);
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            throw new CheckpointException(file.Path, [$"is no single file of Stable Diffusion 1 or 2 ({e.Message})."]);
        }
    }

    private static SchedulerConfig Schedule(SchedulerKind kind, PredictionType prediction) => new()
    {
        Kind = kind,
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = "scaled_linear",
        Prediction = prediction,
        StepsOffset = 1,
    };

    private static UNetConfig InferUNet(Dictionary<string, IReadOnlyList<long>> shapes, bool second)
    {
        const string In = SingleFileNames.UNetPrefix + "input_blocks.", Out = SingleFileNames.UNetPrefix + "output_blocks.";
        var levels = new List<(int Channels, int Layers, bool Attends, int Depth)>();
        var (layers, channels, attends, depth) = (0, 0, false, 1);
        var context = (int)shapes[SingleFileNames.UNetPrefix + "middle_block.1.transformer_blocks.0.attn2.to_k.weight"][1];
        for (var block = 1; shapes.Keys.Any(k => k.StartsWith($"{In}{block}.", StringComparison.Ordinal)); block++)
        {
            if (shapes.ContainsKey($"{In}{block}.0.op.weight"))
            {
                levels.Add((channels, layers, attends, depth));
                (layers, attends, depth) = (0, false, 1);
                continue;
            }

            layers++;
            channels = (int)shapes[$"{In}{block}.0.out_layers.3.weight"][0];
            attends |= shapes.ContainsKey($"{In}{block}.1.norm.weight");
            if (attends) depth = Depth($"{In}{block}.1.");
        }

        levels.Add((channels, layers, attends, depth));
        var up = new List<bool>();
        for (var (step, at) = (0, 0); step < levels.Count; at += levels[^(step + 1)].Layers + 1, step++) up.Add(shapes.ContainsKey($"{Out}{at}.1.norm.weight"));
        return new UNetConfig
        {
            InChannels = (int)shapes[In + "0.0.weight"][1],
            OutChannels = (int)shapes[SingleFileNames.UNetPrefix + "out.2.weight"][0],
            Channels = [.. levels.Select(l => l.Channels)],
            Layers = [.. levels.Select(l => l.Layers)],
            DownAttention = [.. levels.Select(l => l.Attends)],
            UpAttention = up,
            Heads = [.. levels.Select(l => second ? Math.Max(l.Channels / HeadWidth, 1) : 8)],
            ContextWidth = [.. levels.Select(_ => context)],
            TransformerLayers = [.. levels.Select((l, i) => i == levels.Count - 1 && !l.Attends ? Depth(SingleFileNames.UNetPrefix + "middle_block.1.") : l.Depth)],
            LinearProjection = shapes[SingleFileNames.UNetPrefix + "middle_block.1.proj_in.weight"].Count == 2,
            TimeWidth = (int)shapes[SingleFileNames.UNetPrefix + "time_embed.0.weight"][0],
        };

        int Depth(string attention) => Count(n => $"{attention}transformer_blocks.{n}.norm1.weight", shapes);
    }

    private static VaeConfig InferVae(Dictionary<string, IReadOnlyList<long>> shapes)
    {
        const string Down = SingleFileNames.VaePrefix + "encoder.down.";
        var levels = Count(n => $"{Down}{n}.block.0.conv1.weight", shapes);
        return new VaeConfig
        {
            InChannels = (int)shapes[SingleFileNames.VaePrefix + "encoder.conv_in.weight"][1],
            OutChannels = (int)shapes[SingleFileNames.VaePrefix + "decoder.conv_out.weight"][0],
            LatentChannels = (int)shapes[SingleFileNames.VaePrefix + "post_quant_conv.weight"][0],
            Channels = [.. Enumerable.Range(0, levels).Select(n => (int)shapes[$"{Down}{n}.block.0.conv1.weight"][0])],
            Layers = Count(n => $"{Down}0.block.{n}.conv1.weight", shapes),
        };
    }

    private static ClipTextModelConfig InferText(Dictionary<string, IReadOnlyList<long>> shapes, bool second)
    {
        var (tokens, positions, block, inner) = second
            ? ("token_embedding.weight", "positional_embedding", "transformer.resblocks.{0}.ln_1.weight", "transformer.resblocks.0.mlp.c_fc.weight")
            : ("text_model.embeddings.token_embedding.weight", "text_model.embeddings.position_embedding.weight", "text_model.encoder.layers.{0}.layer_norm1.weight", "text_model.encoder.layers.0.mlp.fc1.weight");
        var prefix = second ? SingleFileNames.Text2Prefix : SingleFileNames.Text1Prefix;
        var (vocabulary, width) = (shapes[prefix + tokens][0], (int)shapes[prefix + tokens][1]);
        var layers = Count(n => prefix + block.Replace("{0}", n.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), shapes);
        return new ClipTextModelConfig(
            new ClipTextConfig
            {
                ContextLength = (int)shapes[prefix + positions][0],
                VocabSize = (int)vocabulary,
                Width = width,
                Heads = Math.Max(width / HeadWidth, 1),
                // The last of SD 2's is in the file and is not used.
                Layers = second ? layers - 1 : layers,
                MlpRatio = shapes[prefix + inner][0] / (double)width,
            },
            QuickGelu: !second);
    }

    private static int Count(Func<int, string> name, Dictionary<string, IReadOnlyList<long>> shapes) =>
        Enumerable.Range(0, shapes.Count).TakeWhile(n => shapes.ContainsKey(name(n))).Count();
}
