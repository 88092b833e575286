using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Models.Tokenizers.Llama;
using Slug.Models.Vlm;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>What must hold between the parts of a config for a vision-language model, beyond the ranges of single values.</summary>
internal static class VlmChecks
{
    /// <summary>Reports every mistake, and finds what the config names.</summary>
    /// <param name="family">The family.</param>
    /// <param name="options">The config.</param>
    /// <param name="check">Takes every mistake.</param>
    /// <returns>The experiment; of no use where there are mistakes.</returns>
    public static VlmExperiment Check(IFamily family, VlmOptions options, ConfigCheck check)
    {
        var clip = ClipChecks.Check(family, ToClip(options), check);
        options = options with { Download = clip.Options.Download };
        check.That(options.Unlearn.SearchViews == 0 || options.Emoji is not null, "unlearn.searchViews", "views are drawn of emoji only; leave it out");
        check.That(options.Answers.FreshViews is null || options.Emoji is not null, "answers.freshViews", "views are drawn of emoji only; leave it out");
        check.That(options.Answers.FreshViews is null || options.Answers.SearchSet, "answers.freshViews", "views are those of the search set's pictures: say 'searchSet: true' too");
        AnswerChecks.Check(options.Answers, check);
        var (path, llava) = Llava(options, clip.Model, check);
        Layers(options, clip, llava, check);
        return new VlmExperiment(family, options)
        {
            Run = check.Run,
            Names = clip.Names,
            Drawings = clip.Drawings,
            Pairs = clip.Pairs,
            Clip = clip,
            LlavaPath = path,
            Questions = QuestionFileChecks.Find(options.Questions, check),
        };
    }

    /// <summary>The same config as that of an experiment with the CLIP alone.</summary>
    private static ClipOptions ToClip(VlmOptions options) => new()
    {
        Experiment = options.Experiment,
        Seed = options.Seed,
        Download = options.Download,
        Data = options.Data,
        Emoji = options.Emoji,
        Laion = options.Laion,
        ImageNet = options.ImageNet,
        CelebA = options.CelebA,
        Model = options.Model,
        Pretrain = options.Pretrain,
        Grads = options.Grads,
        Unlearn = new UnlearnOptions
        {
            Concepts = options.Unlearn.Concepts,
            Direction = options.Unlearn.Direction,
            Damping = options.Unlearn.Damping,
            // The front among the layers that features depend on may hold layers that are dominated by those of the last block or of the text tower's.
            Candidates = options.Unlearn.Candidates is [var only] && LayerChecks.IsRule(only) ? [LayerChoice.All] : options.Unlearn.Candidates,
        },
    };

    /// <summary>The tensors to search are those that the decoder's features depend on.</summary>
    private static void Layers(VlmOptions options, ClipExperiment clip, LlavaConfig? llava, ConfigCheck check)
    {
        if (clip.Model is not { } model) return;
        var known = new LayerChecks(clip.Options.Model.Card, model, clip.Layout, check);
        // Of a model that is still to be fetched only what the config says of it is known.
        var features = llava?.VisionFeatureLayer ?? options.Llava.VisionFeatureLayer ?? (options.Llava.Training is null ? (int?)null : LlavaConfig.UsualFeatureLayer);
        foreach (var (i, name) in options.Unlearn.Candidates.Index().Where(c => known.Knows(c.Item)))
        {
            var wrong = LayerNames.TowerOf(name) != Tower.Vision ? "is a layer of the text tower, and a LLaVA has CLIP's vision tower alone"
                : features is { } layer && LlavaConfig.BlocksBefore(layer, model.Vision.Layers) is var blocks && LayerNames.DepthOf(name) >= blocks
                    ? $"changes nothing that the decoder sees: its features are taken after {blocks} of {model.Vision.Layers} blocks"
                : null;
            check.That(wrong is null, $"unlearn.candidates.{i}", $"'{name}' {wrong}; name other tensors of the vision tower, or a rule such as '{LayerChoice.Pareto}'");
        }
    }

    /// <summary>Finds the LLaVA and looks whether it is one, before gigabytes are read.</summary>
    /// <returns>Where it is, null where it is fetched or trained; and its config, null where it could not be read.</returns>
    private static (string? Path, LlavaConfig? Config) Llava(VlmOptions options, ClipConfig? clip, ConfigCheck check)
    {
        var llava = options.Llava;
        var said = new (string Key, object? Value)[] { ("path", llava.Path), ("files", llava.Files), ("training", llava.Training) }.Where(s => s.Value is not null).Select(s => $"'{s.Key}'").ToList();
        check.That(said.Count == 1, "llava", said.Count == 0 ? "names none: one of 'path' (a folder in Hugging Face's layout), 'files' (downloads that are laid together) or 'training' (a small one)" : $"has {string.Join(" and ", said)}, of which there may be one; leave out the rest (what another config sets, by null)");
        check.That(llava.Training is null || options.Emoji is not null, "llava.training", "a small LLaVA is trained on questions about emoji: add 'emoji'");
        if (llava.Training is { } training)
            check.That(training.Width % (2 * training.Heads) == 0, "llava.training.width", $"{training.Width} is no multiple of twice the {training.Heads} heads");
        foreach (var (place, download) in llava.Files ?? new Dictionary<string, string>())
        {
            check.That(options.Download.ContainsKey(download), $"llava.files.{place}", DownloadNames.Unknown(download, options.Download.Keys));
            check.That(place.AsSpan().IndexOfAny('/', '\\') < 0, $"llava.files.{place}", $"'{place}' is no file's name; a LLaVA's folder has no folders");
        }

        if (llava.Path is not { } named) return default;
        const string path = "llava.path";
        var found = check.Find(path, named);
        check.There(found is not null, path, $"{check.Expected(path, named)} does not exist: put the LLaVA's folder there, or say where it is with --set {path}=PATH", check.Expected(path, named));
        return found is null ? (check.Expected(path, named), null) : (found, Folder(found, llava, clip, path, check));
    }

    private static LlavaConfig? Folder(string folder, LlavaOptions options, ClipConfig? clip, string path, ConfigCheck check)
    {
        LlavaConfig? config = null;
        check.OpenModel(path, folder, () => config = Open(folder, options, clip, path, check));
        return config;
    }

    private static LlavaConfig Open(string folder, LlavaOptions options, ClipConfig? clip, string path, ConfigCheck check)
    {
        if (!Directory.Exists(folder)) throw new InvalidDataException($"{folder} is a file; give the folder in Hugging Face's layout.");
        var config = new LlavaLoadOptions { VisionFeatureLayer = options.VisionFeatureLayer, ClassToken = options.ClassToken }.Adjust(LlavaCheckpoint.ReadConfig(folder));
        foreach (var problem in config.Problems()) check.That(false, path, $"{folder}: {problem}");
        if (clip is not null)
        {
            check.That(
                SameTower(config.Vision, clip.Vision), path,
                $"{folder} has a vision tower of {Sizes(config.Vision)}, the CLIP (model) one of {Sizes(clip.Vision)}: it is another CLIP. LLaVA-1.5 uses openai/clip-vit-large-patch14-336");
        }

        foreach (var problem in VisualAssistant.Problems(config, LlamaTokenizerFiles.Load(folder))) check.That(false, path, $"{folder}: the tokenizer does not fit the model: {problem}");
        // Opened, not read: missing shards are told now.
        using var weights = CheckpointFiles.Open(CheckpointFolder.Weights(folder));
        return config;
    }

    private static bool SameTower(ClipVisionConfig one, ClipVisionConfig other) =>
        (one.ImageSize, one.PatchSize, one.Width, one.Layers, one.HeadWidth) == (other.ImageSize, other.PatchSize, other.Width, other.Layers, other.HeadWidth);

    private static string Sizes(ClipVisionConfig vision) => $"{vision.Layers} blocks of width {vision.Width} for {vision.ImageSize} px in patches of {vision.PatchSize}";
}
