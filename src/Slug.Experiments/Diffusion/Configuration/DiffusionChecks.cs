using System.Text.RegularExpressions;
using Slug.Basics;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Training;
using Slug.Models.Layers;
using Slug.Unlearning.StepSearch;
using TorchSharp;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>What must hold between the parts of a config for a text-to-image model, beyond the ranges of single values.</summary>
internal static partial class DiffusionChecks
{
    private const int MostDomains = 2, MostChannels = 4096;

    /// <summary>What is said where judges or FID's network are asked to compute in half precision.</summary>
    internal const string NoHalf = "fp16 is not for networks that look at pictures: its numbers end at 65,504, and so might what is computed. Take fp32, or bf16 for half the memory";

    /// <summary>Reports every mistake, and finds what the config names.</summary>
    /// <param name="family">The family.</param>
    /// <param name="options">The config.</param>
    /// <param name="check">Takes every mistake.</param>
    /// <returns>The experiment; of no use where there are mistakes.</returns>
    public static DiffusionExperiment Check(IFamily family, DiffusionOptions options, ConfigCheck check)
    {
        options = CanvasChecks.Complete(options, check);
        var labels = Labels(options, check);
        CanvasChecks.Published(options, labels.Keys, check);
        Concepts(options, labels, check);
        Prompts(options.Generate, labels, check);
        Grid(options, check);
        CompareChecks.Check(options, check);
        check.That(
            !options.Export.Contains(PipelineForm.Folder) || options.Pipeline?.Path is not { } file || !File.Exists(check.Find("pipeline.path", file)), "export",
            "a single file is exported as one: leave 'folder' out, and take 'singleFile'");
        check.That(options.ExportRanks.All(rank => rank > 0), "exportRanks", "ranks are at least 1");
        var forClip = ToClip(options, options.Grid?.Objects ?? options.Unlearn.Concepts);
        // Layers are those of the pipeline's text encoder, and have another key here.
        var clip = ClipChecks.Check(family, forClip with { Unlearn = forClip.Unlearn with { Candidates = [LayerChoice.All] } }, check);
        options = options with { Download = clip.Options.Download };
        var judge = Judge(family, ref options, labels, check, out var classifiers);
        var (path, text) = Pipeline(options, clip, check);
        Layers(options, clip, text?.Text.Layers, check);
        var whole = ToClip(options, options.Unlearn.Concepts) with { Model = clip.Options.Model, Evaluate = clip.Options.Evaluate };
        return new DiffusionExperiment(family, options)
        {
            Run = check.Run,
            Names = clip.Names,
            Drawings = clip.Drawings,
            Pairs = clip.Pairs,
            Clip = new ClipExperiment(family, whole) { Run = check.Run, Names = clip.Names, Drawings = clip.Drawings, Pairs = clip.Pairs, Model = clip.Model, ImageNet = clip.ImageNet },
            Labels = labels,
            PipelinePath = path,
            UnlearnedPaths = UnlearnedChecks.Find(options, text is null ? null : path, options.Training is null ? null : clip.Model?.Text, check),
            ClassifierPaths = classifiers,
            Judge = judge,
        };
    }

    /// <summary>The same config as that of an experiment with the CLIP alone.</summary>
    internal static ClipOptions ToClip(DiffusionOptions options, IReadOnlyList<string> concepts) => new()
    {
        Experiment = options.Experiment,
        Seed = options.Seed,
        Download = options.Download,
        Data = options.Data,
        Emoji = options.Emoji,
        Laion = options.Laion,
        ImageNet = options.ImageNet,
        CelebA = options.CelebA,
        Canvas = options.Canvas,
        Model = options.Model,
        Pretrain = options.Pretrain,
        Grads = options.Grads,
        TrainedLayout = options.Styles?.Layout ?? ClipLayout.OpenClip,
        Unlearn = new UnlearnOptions
        {
            Concepts = concepts,
            Objective = options.Unlearn.Objective,
            Tokens = options.Unlearn.Tokens,
            Direction = options.Unlearn.Direction,
            Damping = options.Unlearn.Damping,
            Candidates = options.Unlearn switch
            {
                // Groups may hold layers that no front has.
                { Groups: true } or { Layer: [LayerChoice.Near] } => [LayerChoice.All],
                // The pipeline's text encoder lacks layers of the CLIP's text tower, and where these are on the front, without them other layers are.
                { Layer: [LayerChoice.Pareto] or [LayerChoice.Deepest] } => [LayerChoice.EncoderFronts],
                var named => named.Layer,
            },
        },
    };

    private static SortedDictionary<string, IReadOnlyList<string>> Labels(DiffusionOptions options, ConfigCheck check)
    {
        const string path = "generate.labels";
        var labels = new SortedDictionary<string, IReadOnlyList<string>>(options.Generate.Labels.ToDictionary(), StringComparer.Ordinal);
        if (options.Grid is { } grid)
        {
            labels.TryAdd(GridOptions.ObjectDomain, grid.Objects);
            labels.TryAdd(GridOptions.StyleDomain, [.. grid.Styles.Keys.Order(StringComparer.Ordinal)]);
        }

        check.That(labels.Count is > 0 and <= MostDomains, path, labels.Count == 0 ? "says nothing: name what prompts ask for, a list a domain, such as { name: [Elon Musk, Taylor Swift] }" : $"has {labels.Count} domains; there may be {MostDomains} at most");
        foreach (var (domain, names) in labels)
        {
            check.That(names.Count > 1, $"{path}.{domain}", $"'{domain}' needs at least two labels: what is kept is measured on the others");
            foreach (var twice in names.GroupBy(n => n).Where(g => g.Count() > 1)) check.That(false, $"{path}.{domain}", $"'{twice.Key}' is named twice");
        }

        LabelChecks.Check(options, labels, check);

        foreach (var shared in labels.Values.SelectMany(l => l.Distinct()).GroupBy(l => l).Where(g => g.Count() > 1)) check.That(false, path, $"'{shared.Key}' is a label of two domains");
        return labels;
    }

    private static void Concepts(DiffusionOptions options, SortedDictionary<string, IReadOnlyList<string>> labels, ConfigCheck check)
    {
        var all = labels.Values.SelectMany(l => l).ToList();
        foreach (var (i, concept) in options.Unlearn.Concepts.Index())
        {
            var path = $"unlearn.concepts.{i}";
            check.That(!options.Unlearn.Concepts.Take(i).Contains(concept), path, $"'{concept}' is named twice");
            check.That(all.Contains(concept) || !new Concept(concept).IsNamed, path, $"'{concept}' is no label that prompts ask for{NearestNames.Aside(concept, all)}; they ask for {string.Join(", ", all)}");
        }
    }

    private static void Prompts(GenerateOptions generate, SortedDictionary<string, IReadOnlyList<string>> labels, ConfigCheck check)
    {
        foreach (var (i, prompt) in generate.Prompts.Index())
        {
            var named = Placeholder().Matches(prompt).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
            foreach (var missing in labels.Keys.Where(d => !named.Contains(d))) check.That(false, $"generate.prompts.{i}", $"the prompt '{prompt}' has no {{{missing}}}");
            foreach (var unknown in named.Where(n => !labels.ContainsKey(n))) check.That(false, $"generate.prompts.{i}", $"the prompt '{prompt}' has {{{unknown}}}, which is no domain of generate.labels{NearestNames.Hint(unknown, labels.Keys)}");
        }

        foreach (var seed in generate.Seeds.GroupBy(s => s).Where(g => g.Count() > 1)) check.That(false, "generate.seeds", $"{seed.Key} is named twice");
        check.That(generate.OtherSeeds is not { } others || others <= generate.Seeds.Count, "generate.otherSeeds", $"there are {generate.Seeds.Count} seeds in all");
        check.That(generate.Seeds.All(s => s >= 0), "generate.seeds", "seeds are not negative");
    }

    private static void Grid(DiffusionOptions options, ConfigCheck check)
    {
        check.That(options.Pipeline is null != options.Training is null, "pipeline", "a config has either 'pipeline' (one that is there) or 'training' (a small one, trained on the grid)");
        check.That(options.Training is null || options.Grid is not null, "training", "a small pipeline is trained on a grid of drawings: add 'grid'");
        check.That(options.Styles is null || options.Grid is not null, "styles", "styles are tuned on a grid of drawings: add 'grid'");
        check.That(options.Styles is null || options.Model.Checkpoint is null, "styles", "a published CLIP stays as it is: leave 'styles' out");
        if (options.Training is { } training) TrainingSizes(training, check);
        if (options.Grid is not { } grid) return;
        check.That(options.Emoji is not null, "grid", "a grid is of the drawings of an 'emoji' section, which is missing");
        check.That(grid.Styles.Count > 1, "grid.styles", "there must be at least two styles");
        foreach (var (word, vendor) in grid.Styles)
            check.That(options.Emoji?.TrainVendors.ContainsKey(vendor) == true, $"grid.styles.{word}", $"'{vendor}' is none of emoji.trainVendors{NearestNames.Hint(vendor, options.Emoji?.TrainVendors.Keys ?? [])}");
        foreach (var (key, caption, filled) in new (string, string?, string[])[]
        {
            ("caption", grid.Caption, ["object", "style"]), ("objectCaption", grid.ObjectCaption, ["object"]), ("styleCaption", grid.StyleCaption, ["style"]),
            ("forgetCaption", grid.ForgetCaption, ["object"]), ("styleForgetCaption", grid.StyleForgetCaption, ["style"]),
        })
        {
            foreach (var unknown in Placeholder().Matches(caption ?? "").Select(m => m.Groups[1].Value).Distinct().Except(filled))
                check.That(false, $"grid.{key}", $"'{caption}' has {{{unknown}}}, which nothing is put in for: it may have {string.Join(" and ", filled.Select(f => $"{{{f}}}"))}");
        }

        foreach (var vendor in grid.Styles.GroupBy(s => s.Value).Where(g => g.Count() > 1)) check.That(false, "grid.styles", $"'{vendor.Key}' has two words: {string.Join(", ", vendor.Select(s => s.Key))}");
    }

    /// <summary>The sizes of a small pipeline fit together, which its networks would tell by names that no config has.</summary>
    private static void TrainingSizes(TextToImageOptions training, ConfigCheck check)
    {
        // The autoencoder halves it between two of its levels, and the network once more.
        var multiple = 2 * AutoencoderTraining.ConfigOf(training).Factor;
        check.That(training.Size % multiple == 0, "training.size", $"must be a multiple of {multiple}: training.autoencoderChannels has {training.AutoencoderChannels.Count} levels, between which it is halved, and the network halves it once more");
        foreach (var (key, channels) in new[] { ("channels", training.Channels), ("autoencoderChannels", training.AutoencoderChannels) })
        {
            foreach (var (i, count) in channels.Index())
            {
                var path = $"training.{key}.{i}";
                check.That(count is > 0 and <= MostChannels, path, $"'training.{key}' has {count}; each must be 1 to {MostChannels}");
                if (count is <= 0 or > MostChannels) continue;
                check.That(count % training.NormGroups == 0, path, $"'training.{key}' has {count}, which is no multiple of the {training.NormGroups} groups of training.normGroups");
                if (key != "channels") continue;
                check.That(count % training.Heads == 0, path, $"'training.{key}' has {count}, which is no multiple of the {training.Heads} heads of training.heads");
                // Sines and cosines of the time.
                check.That(i > 0 || count % 2 == 0, path, $"'training.{key}' begins with {count}, which must be even");
            }
        }
    }

    /// <summary>The layers to search are those that the pipeline's text encoder has.</summary>
    private static void Layers(DiffusionOptions options, ClipExperiment clip, int? blocks, ConfigCheck check)
    {
        if (clip.Model is not { } model) return;
        var layers = new LayerChecks(clip.Options.Model.Card, model, clip.Layout, check);
        layers.List("unlearn.layer", options.Unlearn.Layer, WhyNot);
        foreach (var (i, row) in options.Compare.Index().Where(row => row.Item.IsSlug)) layers.List($"compare.{i}.layer", row.Layer ?? [LayerChoice.All], WhyNot);

        string? WhyNot(string name)
        {
            var wrong = LayerNames.TowerOf(name) != Tower.Language ? "is a layer of the vision tower, and a text-to-image model has CLIP's text tower alone"
                : LayerNames.IsTextProjection(name) ? "lies behind the token outputs, which are all that a text-to-image model sees"
                : LayerNames.BlockOf(name) >= blocks ? $"is of a block that the pipeline's text encoder leaves out: it has the first {blocks} of CLIP's {model.Text.Layers}"
                : null;
            return wrong is null ? null : $"'{name}' {wrong}; name layers of the text tower's blocks, or a rule such as '{LayerChoice.Deepest}'";
        }
    }

    private static ClipExperiment? Judge(
        IFamily family, ref DiffusionOptions options, SortedDictionary<string, IReadOnlyList<string>> labels, ConfigCheck check, out IReadOnlyDictionary<string, string> classifiers)
    {
        var judge = options.Judge;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        classifiers = files;
        var said = new (string Key, object? Value)[] { ("clip", judge.Clip), ("classifiers", judge.Classifiers), ("train", judge.Train) }.Where(s => s.Value is not null).Select(s => $"'{s.Key}'").ToList();
        check.That(said.Count == 1, "judge", said.Count == 0 ? "names nobody: one of 'clip' (a zero-shot CLIP), 'classifiers' (checkpoints, one a domain) or 'train' (on the grid)" : $"has {string.Join(" and ", said)}, of which there may be one; leave out the rest (what another config sets, by null)");
        check.That(judge.Numbers is null || judge.Clip is null, "judge.numbers", "is of classifiers: a zero-shot CLIP computes in fp32");
        check.That(judge.Numbers != PictureNumbers.Fp16, "judge.numbers", NoHalf);
        check.That(judge.Train is null || options.Grid is not null, "judge.train", "classifiers are trained on a grid of drawings: add 'grid'");
        check.That(judge.Classes is null || judge.Classifiers is not null || said.Count > 1, "judge.classes", "is of 'classifiers', whose classes it lists in their order; leave it out (what another config sets, by null)");
        if (judge.Classifiers is { } named)
        {
            foreach (var domain in labels.Keys.Where(d => !named.ContainsKey(d))) check.That(false, "judge.classifiers", $"no classifier judges '{domain}'");
            foreach (var (domain, file) in named)
            {
                var place = $"judge.classifiers.{domain}";
                check.That(labels.ContainsKey(domain), place, $"'{domain}' is no domain of generate.labels{NearestNames.Hint(domain, labels.Keys)}");
                if (options.Download.TryGetValue(file, out var download))
                {
                    if (download.LocalPath is { } local) Look(Path.Combine(check.Run.RepositoryRoot, local));
                    continue;
                }

                var found = check.Find(place, file);
                check.There(found is not null, place, $"{check.Expected(place, file)} does not exist{NearestNames.Aside(file, options.Download.Keys)}: put the classifier there, or say where it is with --set {place}=PATH", check.Expected(place, file));
                files[domain] = found ?? check.Expected(place, file);
                Look(found);

                void Look(string? here)
                {
                    if (Path.Exists(here) && labels.TryGetValue(domain, out var own)) ClassifierChecks.Open(here, domain, (judge.Classes?.GetValueOrDefault(domain) ?? own).Count, place, check);
                }
            }
        }

        foreach (var (domain, classes) in judge.Classes ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            check.That(labels.ContainsKey(domain), $"judge.classes.{domain}", $"'{domain}' is no domain of generate.labels{NearestNames.Hint(domain, labels.Keys)}");
            var missing = labels.GetValueOrDefault(domain, []).Where(l => !classes.Contains(l)).ToList();
            check.That(missing.Count == 0, $"judge.classes.{domain}", $"the classifier knows no {string.Join(", ", missing.Take(5))}: every label that prompts ask for must be among its classes");
        }

        if (judge.Clip is not { } model) return null;
        var resolved = ModelFiles.Resolve(ToClip(options, []) with { Model = model }, check, "judge.clip");
        options = options with { Download = resolved.Download };
        var card = resolved.Model.Card is { } file2 ? check.Load(file2, "judge.clip.card", ModelCard.Load) : null;
        check.That(resolved.Model.Checkpoint is not null, "judge.clip", "'checkpoint' is missing: name the CLIP that judges");
        if (card is not null) ModelFiles.Open(resolved, card, check, "judge.clip");
        return new ClipExperiment(family, resolved) { Run = check.Run, Model = card! };
    }

    /// <summary>Finds a pipeline on this machine and looks whether it is one, before anything runs.</summary>
    /// <returns>Where it is, null where it is fetched or trained; and its text encoder's sizes, null where it could not be opened.</returns>
    private static (string? Path, ClipTextModelConfig? Text) Pipeline(DiffusionOptions options, ClipExperiment clip, ConfigCheck check)
    {
        if (options.Pipeline is not { } pipeline) return default;
        const string path = "pipeline.path";
        check.That(pipeline.Path is null != pipeline.Files is null, "pipeline", "names the pipeline by 'path' (a folder or a single file) or by 'files' (downloads that are laid together); one of the two");
        foreach (var (place, download) in pipeline.Files ?? new Dictionary<string, string>())
        {
            check.That(options.Download.ContainsKey(download), $"pipeline.files.{place}", DownloadNames.Unknown(download, options.Download.Keys));
            check.That(!Path.IsPathRooted(place) && !place.Split('/', '\\').Contains(".."), $"pipeline.files.{place}", $"'{place}' is no place within a pipeline's folder");
        }

        var onCpu = pipeline.Numbers == PictureNumbers.Fp16 && (check.Run.Device == "cpu" || !torch.cuda.is_available());
        check.That(!onCpu, "pipeline.numbers", "fp16 on a CPU is not supported: libtorch has no half-precision kernels for it that are worth running. Take fp32, or bf16 for half the memory");
        if (pipeline.Path is not { } file) return default;
        var found = check.Find(path, file);
        check.There(found is not null, path, $"{check.Expected(path, file)} does not exist: put the pipeline there, or say where it is with --set {path}=PATH", check.Expected(path, file));
        if (found is null) return (check.Expected(path, file), null);
        ClipTextModelConfig? text = null;
        check.OpenModel(path, found, () =>
        {
            using var parts = PipelineParts.Open(found, (pipeline with { Numbers = PictureNumbers.Fp32 }).ToLoadOptions(options.Generate.Scheduler, torch.CPU));
            text = parts.TextConfig;
            Fits(parts, options, clip, check);
        });
        return (found, text);
    }

    private static void Fits(PipelineParts parts, DiffusionOptions options, ClipExperiment clip, ConfigCheck check)
    {
        check.That(parts.Tokenizer is not null, "pipeline.path", "the pipeline brings no tokenizer: name the folder of diffusers, or put its 'tokenizer' beside the single file's configs");
        if (clip.Model is { } model)
        {
            var (text, whole) = (parts.TextConfig.Text, model.Text);
            check.That(
                text.Width == whole.Width && text.Layers <= whole.Layers && text.Heads == whole.Heads, "model",
                $"the pipeline's text encoder has {text.Layers} blocks of width {text.Width}, the CLIP's text tower {whole.Layers} of width {whole.Width}: it is another CLIP. Stable Diffusion 1 uses openai/clip-vit-large-patch14, 2 laion/CLIP-ViT-H-14-laion2B-s32B-b79K");
        }

        var factor = parts.VaeConfig.Factor;
        check.That(options.Generate.Size is not { } size || size % factor == 0, "generate.size", $"must be a multiple of {factor}, which the autoencoder makes of one latent");
        check.That(options.Generate.Steps <= parts.Scheduler.TrainTimesteps, "generate.steps", $"must be at most {parts.Scheduler.TrainTimesteps}, the timesteps of the model's training");
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    internal static partial Regex Placeholder();
}
