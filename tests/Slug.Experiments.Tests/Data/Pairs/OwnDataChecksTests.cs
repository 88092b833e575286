using Slug.Data;
using Slug.Data.WebDataset;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;

namespace Slug.Experiments.Tests.Data.Pairs;

public sealed class OwnDataChecksTests : IDisposable
{
    private readonly OwnFolder _own = new();

    public OwnDataChecksTests() => _own.Publish(ClipLayout.OpenClip);

    public void Dispose() => _own.Dispose();

    [Fact]
    public void A_config_of_four_lines_is_complete()
    {
        var experiment = _own.Load("{ from: pictures }");
        Assert.Empty(experiment.MissingFiles);
        var options = (Experiments.Clip.Configuration.ClipOptions)experiment.Options;
        Assert.Equal(["a photo of {name}"], options.Evaluate.Templates);
        Assert.Null(options.Model.Merges);
    }

    [Fact]
    public void Sweeps_run_over_own_data() =>
        Assert.Equal(2, ExperimentLoader.LoadAll(_own.Options("{ from: pictures }", "sweep={ grid: { unlearn.search.evaluations: [2, 3] } }")).Count);

    [Fact]
    public async Task Captions_beside_pictures_and_a_table_of_captions_give_the_same_sets()
    {
        var rows = new List<string> { "file_name;caption;class" };
        foreach (var (i, name) in OwnFolder.Classes.Index())
        {
            for (var j = 0; j < 20; j++)
            {
                _own.Draw($"flat/{i}-{j:D2}.jpg", i, j);
                _own.Write($"flat/{i}-{j:D2}.txt", $"the {name}, picture {j}");
                rows.Add($"flat/{i}-{j:D2}.jpg;the {name}, picture {j};{name}");
            }
        }

        _own.Write("flat.csv", "\uFEFF" + string.Join("\r\n", rows));
        var classes = $"classes: ['{string.Join("', '", OwnFolder.Classes)}']";
        await _own.RunAsync($"{{ from: flat, {classes} }}", ["CreateTars"]);
        var beside = Sets();
        await _own.RunAsync($"{{ from: flat.csv, {classes} }}", ["CreateTars"]);
        var table = Sets();
        Assert.Equal(beside.Forget.Select(s => s.Caption), table.Forget.Select(s => s.Caption));
        Assert.Equal(beside.Test.Select(s => (s.Caption, s.Class)), table.Test.Select(s => (s.Caption, s.Class)));
        Assert.Equal(12, beside.Forget.Count);
        Assert.All(beside.Forget, s => Assert.StartsWith("the kite, picture ", s.Caption));
    }

    [Fact]
    public void The_configs_that_the_docs_show_have_no_mistake_and_lack_only_the_readers_files()
    {
        var shown = File.ReadAllText(Path.Combine(Repository.Root, "docs", "own-data.md")).Split("```yaml\n").Skip(1).Select(b => b.Split("```")[0]).ToList();
        Assert.Equal(2, shown.Count);
        shown[1] = $"experiment: shown\nmodel: {{ checkpoint: model }}\nunlearn: {{ concepts: [kite] }}\n{shown[1]}";
        string[][] lacking = [["vit_b_32-laion.pt"], ["shards/*.tar", "rex", "holidays", "pets", "val", "test"]];
        foreach (var (text, files) in shown.Zip(lacking))
        {
            _own.Write("my-kite.yaml", text);
            var experiment = ExperimentLoader.Load(_own.Options("{ from: pictures }") with { ConfigPath = _own.In("my-kite.yaml") });
            Assert.Equal(files.Select(_own.In), experiment.MissingFiles.Select(m => m.MissingFile));
        }
    }

    [Fact]
    public void A_concept_that_nothing_names_is_refused_with_the_nearest_words()
    {
        var problem = Assert.Single(_own.Problems("{ from: pictures }", "unlearn.concepts=[kites]"));
        Assert.Contains("own.yaml:2: No caption and no class names 'kites' among 100 pairs; the nearest found: 'kite'", problem);
    }

    [Theory]
    [InlineData("pictures/kite/pipe.jpg", "{ from: pictures }")]
    [InlineData("pictures/kite/no 3.txt", "{ from: pictures }")]
    [InlineData("captions.csv", "{ from: captions.csv }")]
    [InlineData("pictures/pipe.jpg", "{ from: table.csv }")]
    public async Task A_pipe_among_the_pictures_is_refused_and_not_waited_for(string pipe, string data)
    {
        File.Delete(_own.In(pipe));
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_own.In(pipe)])) await made.WaitForExitAsync();
        _own.Write("table.csv", "image,caption\npictures/pipe.jpg,a kite\n");
        var problems = await Task.Run(() => _own.Problems(data)).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Contains(problems, p => p.Contains(_own.In(pipe)) && p.Contains("pipe or a device"));
    }

    [Theory]
    [InlineData("model/open_clip_model.safetensors", "{ from: pictures }")]
    [InlineData("model/open_clip_config.json", "{ from: pictures }")]
    [InlineData("model/tokenizer.json", "{ from: pictures }")]
    [InlineData("tars/000.tar", "{ from: tars }")]
    [InlineData("tars/000.tar", "{ from: 'tars/*.tar' }")]
    public async Task A_pipe_among_a_model_s_files_and_among_tars_is_refused_and_not_waited_for(string pipe, string data)
    {
        await NamedPipe.MakeAsync(_own.In(pipe));
        Assert.Contains(await NamedPipe.Within(() => _own.Problems(data, "unlearn.layer=visual.proj")), p => p.Contains($" {_own.In(pipe)}: it is a pipe or a device", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("link", "data.from=link")]
    [InlineData("link", "data.pictures=link")]
    [InlineData("link", "model.checkpoint=link")]
    [InlineData("link.tar", "data.from='*.tar'")]
    public void A_link_to_itself_is_told_with_its_place(string name, string change)
    {
        File.CreateSymbolicLink(_own.In(name), name);
        Assert.Contains(_own.Problems("{ from: pictures }", change), p => p.StartsWith($"--set {change.Split('=')[0]}: {_own.In(name)}: it is a link to {name}, which leads nowhere", StringComparison.Ordinal));
    }

    [Fact]
    public void A_checkpoint_of_something_else_or_of_other_sizes_is_told()
    {
        File.Copy(_own.In("model/open_clip_config.json"), _own.In("open_clip_config.json"));
        SafetensorsWriter.Write(_own.In("foreign.safetensors"), new Dictionary<string, TorchSharp.torch.Tensor> { ["fc.weight"] = TorchSharp.torch.zeros(2) });
        Assert.Contains("foreign.safetensors: is no CLIP: none of its tensors is one of CLIP's, in open_clip's names or in Hugging Face's; it has fc.weight.", Assert.Single(_own.Problems("{ from: pictures }", "model.checkpoint=foreign.safetensors", "model.card=open_clip_config.json")));
        _own.Write("other.json", MiniatureWorld.WorldModel.Card.Replace("\"patch_size\": 8", "\"patch_size\": 16", StringComparison.Ordinal));
        Assert.Contains(_own.Problems("{ from: pictures }", "model.card=other.json"), p => p.Contains("'visual.conv1.weight' has shape [64, 3, 8, 8], the model needs [64, 3, 16, 16].", StringComparison.Ordinal));
    }

    [Fact]
    public void Concepts_that_are_one_name_in_files_are_told()
    {
        var problems = _own.Problems("{ from: pictures }", "unlearn.concepts=[kite, lantern, Kite]");
        Assert.Equal(2, problems.Count(p => p.Contains("'kite' and 'Kite' are one name in steps and files, kite; leave one out, or name it otherwise", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("''", "'' has no letter and no digit, by which steps and files could be called; name what is forgotten, or leave it out")]
    [InlineData("'  '", "'  ' has no letter and no digit")]
    [InlineData("'?!'", "'?!' has no letter and no digit")]
    [InlineData("mean", "'mean' is what tables call the row of means, in the column of concepts; name the concept otherwise")]
    [InlineData("published mean", "'published mean' is what tables call the row of means")]
    public void A_concept_without_a_name_of_its_own_in_files_and_tables_is_told(string concept, string message)
    {
        Assert.Contains(_own.Problems("{ from: pictures }", $"unlearn.concepts=[{concept}]"), p => p.StartsWith($"--set unlearn.concepts: {message}", StringComparison.Ordinal));
        Assert.Contains(_own.Problems("{ from: pictures }", $"unlearn.concepts=[kite, {concept}]"), p => p.StartsWith($"--set unlearn.concepts: {message}", StringComparison.Ordinal));
    }

    [Fact]
    public void Too_few_forget_pairs_are_refused()
    {
        for (var j = 0; j < 10; j++) File.Delete(_own.In($"pictures/kite/no {j}.{(j % 2 == 0 ? "jpg" : "JPEG")}"));
        var problem = Assert.Single(_own.Problems("{ from: pictures }"));
        Assert.Contains("'kite' has 6 forget pairs (2 search and 2 test pictures are set apart); a forget set has at least 8. Give more pictures of it", problem);
    }

    [Fact]
    public void All_is_told_at_once()
    {
        _own.Write("captions.csv", "image;caption\nnone.jpg;a kite\n");
        var problems = _own.Problems("{ from: captions.csv, test: nowhere, classes: [kite, kite], captionEncoding: klingon }", "model.checkpoint=models/none.pt");
        Assert.Contains(problems, p => p.Contains("'kite' is listed twice"));
        Assert.Contains(problems, p => p.Contains("'klingon' is no encoding"));
        problems = _own.Problems("{ from: nowhere, test: [nor here, 'tars/*.tar'] }", "model.checkpoint=models/none.pt", "model.card=ViT-B-32");
        Assert.Contains(problems, p => p.Contains("nowhere does not exist: put your pictures there, or say where they are with --set data.from=PATH"));
        Assert.Contains(problems, p => p.Contains("nor here does not exist"));
        Assert.Contains(problems, p => p.Contains("no file is at") && p.Contains("*.tar"));
        Assert.Contains(problems, p => p.Contains("models/none.pt does not exist: put the checkpoint there, or say where it is with --set model.checkpoint=PATH"));
    }

    [Fact]
    public void Paths_on_the_command_line_are_relative_to_the_config_too_and_a_mistyped_one_says_where_it_was_looked_for()
    {
        Assert.Empty(_own.Problems("{ from: nowhere }", "data.from=pictures", "model.checkpoint=model/open_clip_model.safetensors"));
        var problem = Assert.Single(_own.Problems("{ from: pictures }", "model.checkpoint=modle"));
        Assert.Contains($"{_own.In("modle")} does not exist: put the checkpoint there", problem);
    }

    [Fact]
    public void A_checkpoint_without_a_card_names_the_cards()
    {
        File.Delete(_own.In("model/open_clip_config.json"));
        var problem = Assert.Single(_own.Problems("{ from: pictures }"));
        Assert.Contains("'card' is missing, and neither config.json nor open_clip_config.json lies beside the checkpoint", problem);
        Assert.Contains("ViT-B-32-quickgelu", problem);
        problem = Assert.Single(_own.Problems("{ from: pictures }", "model.card=ViT-B-23"));
        Assert.Matches("there is no model card 'ViT-B-23' \\(did you mean .*'ViT-B-32'", problem);
    }

    [Fact]
    public async Task Test_pictures_that_were_trained_on_are_told_and_left_out_of_the_training_set()
    {
        for (var i = 0; i < OwnFolder.Classes.Length; i++)
            for (var j = 20; j < 24; j++) _own.Draw($"held/{OwnFolder.Classes[i]}/{j}.jpg", i, j);
        File.Copy(_own.In("pictures/lantern/no 0.jpg"), _own.In("held/lantern/copy.jpg"));
        var (_, warnings) = await _own.RunAsync("{ from: pictures, test: held }", ["CreateTars"]);
        Assert.Contains(warnings, w => w.Contains("1 of 21 test pictures are in the training set too, by their content, and are left out of it: lantern/copy.jpg = lantern/no 0.jpg"));

        Assert.Contains(_own.Problems("{ from: pictures, test: pictures }"), p => p.Contains("100 of 100 test pictures are in the training set too, by their content; measured on what was trained on, a result says nothing"));
    }

    [Fact]
    public async Task A_set_of_its_own_is_the_concept_whatever_its_captions_say()
    {
        for (var j = 0; j < 16; j++)
        {
            _own.Draw($"rex/{j}.jpg", 9, j);
            _own.Write($"rex/{j}.txt", "our dog at the beach");
        }

        await _own.RunAsync("{ from: pictures, forget: rex }", ["CreateTars"], "unlearn.concepts=[Rex]");
        var sets = Sets();
        Assert.Equal([.. OwnFolder.Classes.Select(c => c.Replace('_', ' ')).Order(StringComparer.Ordinal), "Rex"], sets.Classes.Names);
        Assert.Equal(10, sets.Forget.Count);
        Assert.All(sets.Forget, s => Assert.Equal("our dog at the beach", s.Caption));
        Assert.Equal(3, sets.Test.Count(s => s.Class == 5));
        Assert.All(sets.Retain, s => Assert.StartsWith("a photo of ", s.Caption));
    }

    [Fact]
    public async Task Pairs_of_the_retain_set_that_name_the_concept_are_told_and_left_out()
    {
        var (_, warnings) = await _own.RunAsync("{ forget: pictures/kite, retain: pictures }", ["CreateTars"]);
        Assert.Contains(warnings, w => w.Contains("pairs of data.retain name what is forgotten, and are left out"));
        Assert.DoesNotContain(Sets().Retain, s => s.Caption!.Contains("kite"));
    }

    [Theory]
    [InlineData("{ from: 'tars/*.tar' }")]
    [InlineData("{ from: 'tars/{000..001}.tar', classes: classes.txt }")]
    [InlineData("{ from: tars }")]
    public async Task Webdataset_tars_are_read_by_name_by_glob_and_by_folder(string data)
    {
        _own.Write("classes.txt", "# what captions name\nkite\nlantern\n");
        for (var t = 0; t < 2; t++)
        {
            Directory.CreateDirectory(_own.In("tars"));
            using var tar = new TarShardWriter(_own.In($"tars/00{t}.tar"));
            for (var j = 0; j < 20; j++)
            {
                var sample = TarSample.ImageText($"{j:D4}", "jpg", MiniatureWorld.WorldPictures.Jpeg(40, 32, t, j), t == 0 ? $"a red kite, no. {j}" : $"lantern {j}");
                tar.Write(data.Contains("classes") ? sample : sample with { Members = [.. sample.Members, new("cls", System.Text.Encoding.UTF8.GetBytes(t == 0 ? "kite" : "lantern"))] });
            }

            tar.Complete();
        }

        await _own.RunAsync(data, ["CreateTars"]);
        var sets = Sets();
        Assert.Equal(["kite", "lantern"], sets.Classes.Names);
        Assert.Equal((12, 12, 8, 8), (sets.Forget.Count, sets.Retain.Count, sets.Test.Count, sets.Search.Count));
        Assert.All(sets.Forget, s => Assert.Contains("a red kite", s.Caption));
    }

    [Theory]
    [InlineData("'hf://datasets/me/pairs/{000..002}.tar@main'")]
    [InlineData("{ url: 'hf://datasets/me/pairs/{000..002}.tar@main' }")]
    [InlineData("[{ url: 'https://example.org/{0,1}.tar' }, 'https://example.org/2.tar']")]
    public void Addresses_become_downloads(string from)
    {
        var experiment = _own.Load($"{{ from: {from}, test: pictures }}");
        Assert.Equal(
            ["Download/data-from-000", "Download/data-from-001", "Download/data-from-002"],
            experiment.Steps().Where(s => s.Stage == "Download").Select(s => s.Id));
        Assert.Equal(
            ["from-000", "from-001", "from-002", "test-000"], experiment.Step("CreateTars/pairs").Inputs.Keys.Order(StringComparer.Ordinal));
    }

    private (ClassList Classes, IReadOnlyList<TarSample> Forget, IReadOnlyList<TarSample> Retain, IReadOnlyList<TarSample> Search, IReadOnlyList<TarSample> Test) Sets()
    {
        var experiment = ExperimentLoader.Load(_own.Last!);
        using var run = Experiments.Graph.ExperimentRun.Open(experiment);
        string Of(string output) => run.Find("CreateTars/pairs", output)!;
        IReadOnlyList<TarSample> Read(string output) => [.. TarShardReader.Read(Of(output))];
        return (ClassList.Load(Of("classes.json")), Read($"forget-{experiment.Concepts[0].FileName}.tar"), Read("retain.tar"), Read("search.tar"), Read("test.tar"));
    }
}
