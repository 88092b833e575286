using System.Text.Json;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Experiments.Tests.Vlm;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Figures.Tables;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Vlm;
using Slug.Models.Vlm.Training;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Progress;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Tests.EndToEnd;

/// <summary>The tiny experiment with a vision-language model, from downloads to the report.</summary>
public sealed class VlmEndToEndTests : IDisposable
{
    private static readonly string[] Stages =
        [StageNames.Download, StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Generate, StageNames.Evaluate, StageNames.Plot, StageNames.Export];

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-vlm-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task From_nothing_to_a_report_and_from_a_kill_on_to_the_same_answers()
    {
        var first = await RunAsync(Stages);
        Assert.All(first, r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        var results = Path.Combine(_folder, "results", "ci-vlm");
        using (var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "table.json"))))
        {
            Assert.Equal(
                ["original rocket", "original hamburger", "original mean", "slug rocket", "slug hamburger", "slug mean"],
                table.RootElement.EnumerateArray().Select(r => $"{r.GetProperty("method").GetString()} {r.GetProperty("concept").GetString()}"));
        }

        var report = File.ReadAllText(Path.Combine(results, "report.html"));
        Assert.Contains("rocket: answers before and after", report);
        // Four answers about the one test picture of a concept, and six about others, each beside its picture.
        Assert.Equal(2 * (4 + 6), report.Split("<td data-column=\"Picture\"><img ").Length - 1);
        Assert.Contains("Is this a rocket?", report);

        // Each picture of 24 names, of the test set and of the search set, is asked for name, kind, a yes and a no; two views of each concept's for its name.
        var answers = File.ReadAllLines(Path.Combine(results, "answers", "original.jsonl"));
        Assert.Equal((24 * 4 * 2) + 4, answers.Length);
        using (var line = JsonDocument.Parse(answers[0]))
        {
            foreach (var key in (string[])["set", "picture", "question", "answer", "seed", "model", "label"]) Assert.True(line.RootElement.TryGetProperty(key, out _), key);
        }

        Assert.NotEqual(ModelOf(answers[0]), ModelOf(File.ReadLines(Path.Combine(results, "answers", "slug-rocket.jsonl")).First()));
        AssertExportDiffersInOneTensor(results);
        Assert.All(await RunAsync(Stages), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        await AssertGoesOnAfterAKillAsync(answers);
    }

    [Fact]
    public void Mistakes_are_told_before_anything_runs()
    {
        var llava = Path.Combine(_folder, "model");
        Directory.CreateDirectory(llava);
        var questions = Path.Combine(_folder, "questions.jsonl");
        File.WriteAllLines(questions, ["""{"picture":"a.png","question":"What?","answers":["x"]}""", """{"question":"What?","answers":["x"]}""", """{"picture":"a.png","question":"What?","answers":[]}""", """{"picture":"a.png","question":"What?","answers":["maybe"]}"""]);
        Assert.Contains("it has no config.json", Mistakes($"llava.path={llava}", "llava.training=null"));
        File.WriteAllText(Path.Combine(llava, "config.json"), """{"model_type":"llava_next","text_config":{},"vision_config":{}}""");
        Assert.Contains("not supported: LLaVA-NeXT", Mistakes($"llava.path={llava}", "llava.training=null"));
        File.WriteAllText(Path.Combine(llava, "config.json"), """{"model_type":"qwen2_vl"}""");
        Assert.Contains("not supported: Qwen2-VL", Mistakes($"llava.path={llava}", "llava.training=null"));
        Assert.Contains("names none", Mistakes("llava.training=null"));
        Assert.Contains("has 'path' and 'training', of which there may be one", Mistakes($"llava.path={llava}"));
        var told = Mistakes($"questions=[{{name: own, file: '{questions}', scoring: yesNo}}]");
        Assert.Contains("line 2: the question has no picture", told);
        Assert.Contains("line 3: the list of accepted answers is empty", told);
        Assert.Contains("line 4: yes/no scoring needs the answer yes or no", told);
        Assert.Contains("line 1: the picture", told);
        Assert.Contains("answers.prompt", Mistakes("answers.prompt=USER: {question}"));
        // Sets of answers and measures have these names.
        foreach (var name in (string[])[AnswerLine.NameSet, AnswerLine.KindSet, AnswerLine.YesNoSet, AnswerLine.KnownSet, AnswerLine.KnownKindSet, AnswerLine.KnownYesNoSet, AnswerLine.ViewSet, "fa@1", "Names"])
            Assert.Contains($"'{name}' is what questions about the data's own pictures are called", Mistakes($"questions=[{{name: {name}, file: '{questions}'}}]"));
        Assert.DoesNotContain("questions about the data's own pictures", told);
        Assert.Contains("'seconds' is what a column or a row of the result table is called", Mistakes($"questions=[{{name: seconds, file: '{questions}'}}]"));
        Assert.Contains("'GQA' and 'gqa' are the names of two question files and differ in case alone", Mistakes($"questions=[{{name: GQA, file: '{questions}'}}, {{name: gqa, file: '{questions}'}}]"));
    }

    [Theory]
    [InlineData("answers.question=Is this {a name}?", "answers.question has {a name}, which would be asked as it is written")]
    [InlineData("answers.question=What of {A name}?", "answers.question has {A name}, which would be asked as it is written")]
    [InlineData("answers.kindQuestion=What kind is {name}?", "answers.kindQuestion has {name}, which would be asked as it is written")]
    [InlineData("answers.kindQuestion=Kind {question}", "answers.kindQuestion has {question}, which would be asked as it is written")]
    [InlineData("answers.yesNoQuestion=Is this {A name} or {name}?", "answers.yesNoQuestion has {A name}, which stands for nothing (did you mean '{a name}'")]
    [InlineData("answers.question=<image> What?", "The question '<image> What?' holds <image>, whose place the prompt gives.")]
    [InlineData("answers.kindQuestion=What kind? <image>", "The question 'What kind? <image>' holds <image>, whose place the prompt gives.")]
    [InlineData("answers.yesNoQuestion=<image>Is this {name}?", "The question '<image>Is this {name}?' holds <image>, whose place the prompt gives.")]
    [InlineData("questions=[{ name: own, file: '' }]", "'questions.0.file' is an empty path")]
    [InlineData("questions=[{ name: own, file: configs }]", "configs: it is a folder; name a file")]
    public void A_mistake_in_what_is_asked_is_told_once(string overrides, string message) =>
        Assert.Contains(message, Assert.Single(Mistakes(overrides).Split('\n')), StringComparison.Ordinal);

    [Fact]
    public void Half_of_a_surrogate_pair_and_a_place_for_the_picture_in_a_question_file_are_told_with_file_and_line()
    {
        var questions = Path.Combine(_folder, "questions.jsonl");
        File.WriteAllBytes(Path.Combine(_folder, "a.png"), WorldPictures.Jpeg(8, 8, 1, 1));
        File.WriteAllLines(questions,
        [
            """{"picture":"a.png","question":"What?","answers":["x"]}""", """{"picture":"a.png","question":"\ud800","answers":["x"]}""", """{"picture":"a.png","question":"What?","answers":["\udfff"]}""",
            """{"picture":"a.png","question":"<image>\nWhat?","answers":["x"]}""", """{"picture":"a.png","question":"\ud83d\ude80?","answers":["x"]}""",
        ]);
        var told = Mistakes($"questions=[{{name: own, file: '{questions}'}}]").Split('\n');
        Assert.Equal(3, told.Length);
        Assert.Contains($"{questions}, line 2: a text has one half of a surrogate pair", told[0], StringComparison.Ordinal);
        Assert.Contains($"{questions}, line 3: a text has one half of a surrogate pair", told[1], StringComparison.Ordinal);
        Assert.Contains($"{questions}, line 4: the question holds <image>, whose place the prompt gives; leave it out", told[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_question_files_are_looked_at_by_their_headers()
    {
        var questions = Path.Combine(_folder, "questions.jsonl");
        File.WriteAllBytes(Path.Combine(_folder, "good.jpg"), WorldPictures.Jpeg(8, 8, 1, 1));
        File.WriteAllText(Path.Combine(_folder, "page.jpg"), "<!doctype html>");
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        await NamedPipe.MakeAsync(Path.Combine(_folder, "pipe.jpg"));
        File.CreateSymbolicLink(Path.Combine(_folder, "loop.jpg"), "loop.jpg");
        string[] pictures = ["good.jpg", "page.jpg", "folder", "pipe.jpg", "none.jpg", "good.jpg"];
        File.WriteAllLines(questions, pictures.Append("loop.jpg").Select(picture => $$"""{"picture":"{{picture}}","question":"What?","answers":["x"]}"""));
        var told = (await NamedPipe.Within(() => Mistakes($"questions=[{{name: own, file: '{questions}'}}]"))).Split('\n');
        string[] expected = ["line 2: the picture {0}/page.jpg: it begins like no JPEG, PNG or WebP", "line 3: the picture {0}/folder: it is a folder", "line 4: the picture {0}/pipe.jpg: it is a pipe", "line 5: the picture {0}/none.jpg does not exist", "line 7: the picture {0}/loop.jpg: it is a link to loop.jpg, which leads nowhere"];
        Assert.Equal(expected.Length, told.Length);
        Assert.All(expected.Zip(told), line => Assert.Contains($"{questions}, {string.Format(null, line.First, _folder)}", line.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("questions=[{ name: own, file: 'https://example.org/q.jsonl' }]", "'https://example.org/q.jsonl' is an address, and what is named here is read on this machine: fetch it first, and name where it is")]
    [InlineData("questions=[{ name: own, file: 'hf://datasets/a/b/q.jsonl' }]", "'hf://datasets/a/b/q.jsonl' is an address")]
    [InlineData("questions=[{ name: own, file: README.md, pictures: README.md }]", "README.md is a file; name the folder that the pictures' paths are relative to")]
    [InlineData("unlearn.candidates=[encoderFronts]", "'encoderFronts' is")]
    [InlineData("unlearn.candidates=[text_projection]", "'text_projection' is a layer of the text tower, and a LLaVA has CLIP's vision tower alone")]
    [InlineData("unlearn.candidates=[visual.proj]", "'visual.proj' changes nothing that the decoder sees: its features are taken after 3 of 4 blocks")]
    [InlineData("unlearn.candidates=[visual.transformer.resblocks.3.mlp.c_fc.weight]", "changes nothing that the decoder sees: its features are taken after 3 of 4 blocks")]
    [InlineData("unlearn.candidates=[visual.conv1.weight, visual.conv1.weight]", "'visual.conv1.weight' is named twice")]
    public void A_mistake_is_told_once_with_its_place(string overrides, string message)
    {
        var told = Assert.Single(Mistakes(overrides).Split('\n'));
        Assert.StartsWith($"--set {overrides.Split('=')[0]}", told, StringComparison.Ordinal);
        Assert.Contains(message, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("config.json")]
    [InlineData("generation_config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("model.safetensors")]
    public async Task A_pipe_in_a_llava_s_folder_is_told_and_not_waited_for(string file)
    {
        var llava = Path.Combine(_folder, "model");
        if (file.Length > 0) SmallLlava.Write(llava, ClipConfig.Load(Path.Combine(Repository.Root, "configs/models/emoji-vit-8.json")).Vision);
        var pipe = await NamedPipe.MakeAsync(Path.Combine(llava, file).TrimEnd('/'));
        Assert.Contains($"{pipe}: it is a pipe or a device", Assert.Single((await NamedPipe.Within(() => Mistakes($"llava.path={llava}", "llava.training=null"))).Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_candidate_is_looked_at_not_the_first_alone()
    {
        var told = Mistakes("unlearn.candidates=[pareto, foo]").Split('\n');
        Assert.Equal(2, told.Length);
        Assert.Contains("'pareto' is a rule and stands alone", told[0], StringComparison.Ordinal);
        Assert.Contains("'foo' is no candidate layer", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Braces_around_what_is_no_word_are_the_user_s() =>
        Assert.Contains(
            "answers.kindQuestion has {kind}",
            Assert.Single(Mistakes("answers.question='What is this? Answer as {\"name\": \"...\"}, {} or one of {cat, dog}.'", "answers.kindQuestion=A {kind}").Split('\n')), StringComparison.Ordinal);

    [Fact]
    public void A_column_or_row_of_the_table_is_no_question_file_s_name()
    {
        var row = new ResultRow("slug", "mean") { Reached = [new Measure("fa@1", 1, Better.Lower, MeasureSubject.Forgotten)] };
        using var json = JsonDocument.Parse(ResultTable.ToJson([row]));
        var names = ResultTable.ToCsv([row]).Split('\r')[0].Split(',').Concat(json.RootElement[0].EnumerateObject().Select(p => p.Name)).Concat(["original", row.Method, row.Concept]).Distinct().ToList();
        Assert.Contains("reachedInSearch", names);
        Assert.All(names, name => Assert.True(QuestionFileOptions.IsOfTable(name), name));
        // The summary's.
        Assert.All(["forgotten", "memory", "stored"], name => Assert.True(QuestionFileOptions.IsOfTable(name), name));
        Assert.False(QuestionFileOptions.IsOfTable("GQA"));
    }

    [Fact]
    public void A_folder_that_lacks_shards_or_has_another_model_s_parts_is_told_before_anything_runs()
    {
        // The tower of the config's CLIP, so that nothing else is wrong.
        var vision = ClipConfig.Load(Path.Combine(Repository.Root, "configs/models/emoji-vit-8.json")).Vision;
        var llava = Path.Combine(_folder, "model");
        SmallLlava.Write(llava, vision);
        string[] taken = [$"llava.path={llava}", "llava.training=null"];
        Assert.Empty(ExperimentLoader.Load(Options(taken)).MissingFiles);

        var tokenizer = Path.Combine(llava, "tokenizer.json");
        var whole = File.ReadAllText(tokenizer);
        File.Delete(tokenizer);
        Assert.Contains("tokenizer", Mistakes(taken));
        // A word too many: the model has no vector for it. And another place for the picture.
        Directory.CreateDirectory(Path.Combine(_folder, "other"));
        WordTokenizerFile.Write(Path.Combine(_folder, "other"), [PromptTemplate.Llava15.Text, "a tokenizer of another model with other words and many more of them"]);
        File.Copy(Path.Combine(_folder, "other", "tokenizer.json"), tokenizer);
        Assert.Contains("the tokenizer does not fit the model: its <image> is", Mistakes(taken));
        File.WriteAllText(tokenizer, whole);
        var config = Path.Combine(llava, "config.json");
        var sizes = File.ReadAllText(config);
        File.WriteAllText(config, sizes.Replace($"\"vocab_size\": {LlavaCheckpoint.ReadConfig(llava).Text.VocabSize}", "\"vocab_size\": 7", StringComparison.Ordinal));
        Assert.Contains("the model's vocabulary 7", Mistakes(taken));
        File.WriteAllText(config, sizes);

        File.Move(Path.Combine(llava, "model.safetensors"), Path.Combine(llava, "model-00001-of-00002.safetensors"));
        Assert.Contains("holds model-00001-of-00002.safetensors but no index of the shards", Mistakes(taken));
        File.WriteAllText(Path.Combine(llava, "model.safetensors.index.json"), """{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""");
        Assert.Contains("model-00002-of-00002.safetensors", Mistakes(taken));

        // Another CLIP's tower.
        Directory.Delete(llava, recursive: true);
        SmallLlava.Write(llava);
        Assert.Contains("has a vision tower of 3 blocks of width 32 for 16 px in patches of 8, the CLIP (model) one of", Mistakes(taken));
    }

    private async Task AssertGoesOnAfterAKillAsync(string[] before)
    {
        // More others than there are: another key, the same questions, and nothing before the answers is stale. (The searches look at answers too: what changes
        // an answer makes them run anew.)
        string[] overrides = ["answers.otherNames=99"];
        var earlier = Partial();
        using var kill = new CancellationTokenSource();
        // The run is stopped as soon as the first 16 pictures' answers are there.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync([StageNames.Generate], overrides, kill, afterProgress: 1));
        var kept = Assert.Single(Partial().Except(earlier));
        Assert.Equal(before[..(16 * 4)], Directory.GetFiles(kept, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines));

        var resumed = await RunAsync([StageNames.Generate], overrides);
        Assert.All(resumed, r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Contains($"64 of {before.Length} answers are there from a run that was cut off", File.ReadAllText(Path.Combine(_folder, "results", "ci-vlm", "logs", "Generate-original.log")));
        Assert.Equal(before, File.ReadAllLines(Path.Combine(_folder, "results", "ci-vlm", "answers", "original.jsonl")));
        Assert.Empty(Partial().Except(earlier));

        static string[] Partial()
        {
            var folder = Path.Combine(Repository.Root, "data", "downloads");
            return Directory.Exists(folder) ? Directory.GetDirectories(folder, "answers-*") : [];
        }
    }

    private static string ModelOf(string line) => Field(line, "model");

    private static string Field(string line, string name)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(name).GetString()!;
    }

    private static void AssertExportDiffersInOneTensor(string results)
    {
        var original = Path.Combine(results, "models", "original");
        foreach (var concept in (string[])["rocket", "hamburger"])
        {
            var export = Path.Combine(results, "exports", concept);
            // What a model this small did not forget is not exported.
            if (!Directory.Exists(export)) continue;
            Assert.Equal(Directory.EnumerateFiles(original).Select(Path.GetFileName).Order(), Directory.EnumerateFiles(export).Select(Path.GetFileName).Order());
            using var update = UpdateFile.Load(Path.Combine(results, "updates", $"{concept}.safetensors"));
            using var before = SafetensorsFile.Open(Path.Combine(original, "model.safetensors"));
            using var after = SafetensorsFile.Open(Path.Combine(export, "model.safetensors"));
            var changed = before.Header.Entries.Where(entry =>
            {
                using var was = before.Load(entry.Name);
                using var now = after.Load(entry.Name);
                return !was.equal(now).all().item<bool>();
            }).Select(entry => entry.Name).ToList();
            Assert.NotEmpty(changed);
            // A fused tensor of open_clip's is three in Hugging Face's layout.
            Assert.True(changed.Count == (update.Layer.Contains("in_proj", StringComparison.Ordinal) ? 3 : 1), string.Join(", ", changed));
            Assert.All(changed, name => Assert.StartsWith("vision_tower.", name));
            using var assistant = VisualAssistant.Load(export);
            Assert.Equal(128, assistant.Model.Config.Vision.Width);
        }
    }

    private string Mistakes(params string[] overrides) =>
        string.Join('\n', Assert.Throws<ConfigurationException>(() => ExperimentRun.Open(ExperimentLoader.Load(Options(overrides)))).Problems.Select(p => p.ToString()));

    private async Task<IReadOnlyList<StepReport>> RunAsync(IReadOnlyList<string> stages, IReadOnlyList<string>? overrides = null, CancellationTokenSource? kill = null, int afterProgress = 0)
    {
        var reporter = new StepRecorder { OnProgress = () => { if (kill is not null && --afterProgress <= 0) kill.Cancel(); } };
        using var run = ExperimentRun.Open(ExperimentLoader.Load(Options(overrides ?? [])), reporter);
        foreach (var stage in stages) await run.RunStageAsync(stage, kill?.Token ?? default);
        return reporter.Reports;
    }

    private RunOptions Options(IReadOnlyList<string> overrides) => new()
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/ci/vlm.yaml"),
        Overrides = overrides,
        CacheFolder = Path.Combine(_folder, "cache"),
        ResultsFolder = Path.Combine(_folder, "results"),
        Device = "cpu",
    };
}
