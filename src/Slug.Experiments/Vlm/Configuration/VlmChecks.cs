using Slug.Data.Questions;
using Slug.Evaluation.Answers;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Tokenizers.Llama;
using Slug.Models.Vlm;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>What must hold between the parts of a config for a vision-language model, beyond the ranges of single values.</summary>
internal static class VlmChecks
{
    // Of a file with a thousand wrong rows the first ones say enough.
    private const int MostProblems = 5;

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
        Prompt(options.Answers, check);
        var path = Llava(options, clip.Model, check);
        return new VlmExperiment(family, options)
        {
            Run = check.Run,
            Names = clip.Names,
            Drawings = clip.Drawings,
            Pairs = clip.Pairs,
            Clip = clip,
            LlavaPath = path,
            Questions = Questions(options.Questions, check),
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
            Candidates = Slug.Unlearning.StepSearch.LayerChoice.IsRule(options.Unlearn.Candidates[0]) ? [Slug.Unlearning.StepSearch.LayerChoice.All] : options.Unlearn.Candidates,
        },
    };

    private static void Prompt(AnswerOptions answers, ConfigCheck check)
    {
        try
        {
            new PromptTemplate(answers.Prompt).Of(answers.Question, hasPicture: true);
        }
        catch (InvalidDataException wrong)
        {
            check.That(false, "answers.prompt", wrong.Message);
        }
    }

    /// <summary>Finds the LLaVA and looks whether it is one, before gigabytes are read.</summary>
    private static string? Llava(VlmOptions options, ClipConfig? clip, ConfigCheck check)
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

        if (llava.Path is not { } named) return null;
        const string path = "llava.path";
        var found = check.Find(path, named);
        check.There(found is not null, path, $"{check.Expected(path, named)} does not exist: put the LLaVA's folder there, or say where it is with --set {path}=PATH", check.Expected(path, named));
        if (found is null) return check.Expected(path, named);
        Folder(found, llava, clip, path, check);
        return found;
    }

    private static void Folder(string folder, LlavaOptions options, ClipConfig? clip, string path, ConfigCheck check)
    {
        try
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
        }
        catch (CheckpointException wrong)
        {
            foreach (var problem in wrong.Problems) check.That(false, path, $"{wrong.Path}: {problem}");
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException)
        {
            check.That(false, path, wrong.Message);
        }
    }

    private static bool SameTower(ClipVisionConfig one, ClipVisionConfig other) =>
        (one.ImageSize, one.PatchSize, one.Width, one.Layers, one.HeadWidth) == (other.ImageSize, other.PatchSize, other.Width, other.Layers, other.HeadWidth);

    private static string Sizes(ClipVisionConfig vision) => $"{vision.Layers} blocks of width {vision.Width} for {vision.ImageSize} px in patches of {vision.PatchSize}";

    private static IReadOnlyList<FoundQuestions> Questions(IReadOnlyList<QuestionFileOptions> files, ConfigCheck check)
    {
        var found = new List<FoundQuestions>();
        foreach (var (i, options) in files.Index())
        {
            var path = $"questions.{i}.file";
            check.That(!files.Take(i).Any(other => other.Name == options.Name), $"questions.{i}.name", $"'{options.Name}' is the name of two question files");
            check.That(!QuestionFileOptions.IsOurs(options.Name), $"questions.{i}.name", $"'{options.Name}' is what questions about the data's own pictures are called; give the file another name");
            var file = check.Find(path, options.File);
            check.There(file is not null, path, $"{check.Expected(path, options.File)} does not exist: put the question file there, or leave it out", check.Expected(path, options.File));
            if (file is null) continue;
            var folder = options.Pictures is null ? Path.GetDirectoryName(file)! : check.Find($"questions.{i}.pictures", options.Pictures);
            check.There(folder is not null, $"questions.{i}.pictures", $"the folder {options.Pictures} does not exist: put the pictures there", options.Pictures);
            if (folder is not null) found.Add(Rows(new FoundQuestions(options, file, folder), path, check));
        }

        return found;
    }

    private static FoundQuestions Rows(FoundQuestions file, string path, ConfigCheck check)
    {
        var problems = new List<string>();
        try
        {
            var rows = QuestionTable.Read(file.File, problems);
            foreach (var row in rows)
            {
                if (AnswerScore.Problem(file.Options.Scoring, row.Answers) is { } wrong) problems.Add($"{file.File}, line {row.Line}: {wrong}");
                if (row.Bytes is null && !File.Exists(Path.Combine(file.Pictures!, row.Picture))) problems.Add($"{file.File}, line {row.Line}: the picture {Path.Combine(file.Pictures!, row.Picture)} does not exist.");
            }

            if (rows.Count > 0 && rows.All(row => row.Bytes is not null)) file = file with { Pictures = null };
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException)
        {
            problems.Add(wrong.Message);
        }

        foreach (var problem in problems.Take(MostProblems)) check.That(false, path, problem);
        check.That(problems.Count <= MostProblems, path, $"{file.File} has {problems.Count - MostProblems} more such rows");
        return file;
    }
}
