using System.Formats.Tar;
using System.Text.Json;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.Diffusion;

/// <summary>UnlearnCanvas' configs as they are tracked, run in a miniature world: less of everything, and nothing is fetched.</summary>
/// <param name="world">What the configs name.</param>
public sealed class CanvasPaperConfigTests(CanvasWorld world) : IClassFixture<CanvasWorld>
{
    private static readonly string[] Stages =
        [StageNames.Download, StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Generate, StageNames.Evaluate, StageNames.Plot];

    [Fact]
    public async Task Both_kinds_of_request_end_in_the_table_beside_the_published_rows_from_a_folder_and_from_a_tar()
    {
        world.Inception();
        var style = Options("style", "Pop_Art", world.In("UnlearnCanvas"), "fid.realPictures=2");
        Assert.All(await CanvasWorld.RunAsync(style, Stages), r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        // Of 3 styles and 2 objects at one seed 2 pictures ask for a style; of real ones 2 of each are taken.
        Measures("style", "Pop_Art", own: 2, others: 4);
        Details("style", "Pop_Art", own: 2, generated: 4, real: 8);

        // An object of the same model, the data set in a tar, FID in bf16: what does not depend on the request is not made again.
        TarFile.CreateFromDirectory(world.In("UnlearnCanvas"), world.In("UnlearnCanvas.tar"), includeBaseDirectory: true);
        var reports = await CanvasWorld.RunAsync(Options("object", "Dogs", world.In("UnlearnCanvas.tar"), "fid.realPictures=1", "fid.numbers=bf16"), Stages);
        Assert.All(reports.Where(r => r.StepId is "Pretrain" or "Generate/original"), r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
        Measures("object", "Dogs", own: 3, others: 3);
        Details("object", "Dogs", own: 3, generated: 3, real: 3);
    }

    private RunOptions Options(string kind, string target, string data, params string[] fid) => world.Options(
        [
            $"unlearn.concepts=[{target}]", "generate.seeds=[188]",
            $"download.painted.file={data}", $"download.checkpoint={{ file: '{world.In("clip.safetensors")}' }}", $"download.inception={{ file: '{world.In("inception.safetensors")}' }}",
            $"model.card={world.In("card.json")}", $"pipeline.path={world.In("pipeline")}", $"judge.classifiers.style={world.In("style50.pth")}", $"judge.classifiers.object={world.In("style50_cls.pth")}",
            "canvas.labels=found", "canvas.picturesPerCell=3", "canvas.retainPairs=8", $"generate.labels={{ style: [{string.Join(", ", CanvasWorld.Styles)}], object: [{string.Join(", ", CanvasWorld.Objects)}] }}",
            "generate.steps=2", "generate.size=16", "unlearn.search.searchPictures=2", "judge.numbers=bf16", .. fid,
        ],
        Path.Combine(Repository.Root, $"configs/paper/unlearn-canvas-{kind}.yaml"));

    private void Measures(string kind, string target, int own, int others)
    {
        var results = world.Results($"unlearn-canvas-{kind}");
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "measures.json")));
        var rows = file.RootElement.EnumerateArray().Where(r => r.GetProperty("concept").GetString() != "mean" && !r.GetProperty("concept").GetString()!.StartsWith("published", StringComparison.Ordinal)).ToList();
        Assert.Equal(["original", "slug", "uce", "rece"], rows.Select(r => r.GetProperty("method").GetString()));
        foreach (var row in rows)
        {
            var measures = row.GetProperty("measures").EnumerateArray().ToList();
            Assert.Equal(
                [("left", own), ("ua", own), ("ira", others), ("cra", 6), ("cra-others", others), ("fid", others), ("clip", others), ("fd-clip", others)],
                measures.Where(m => m.GetProperty("subject").GetString() != "Cost").Select(m => (m.GetProperty("key").GetString()!, m.GetProperty("samples").GetInt32())));
            // The share of the target's pictures that are called something else.
            using var details = Evaluation(kind, row.GetProperty("method").GetString()!, target);
            var still = Became(details, target).Where(b => b.GetProperty("label").GetString() == target).Sum(b => b.GetProperty("pictures").GetInt32());
            Assert.Equal(1 - ((double)still / own), Value("ua"), 1e-9);
            Assert.InRange(Value("fid"), 1e-6, 1e6);

            double Value(string key) => measures.First(m => m.GetProperty("key").GetString() == key).GetProperty("value").GetDouble();
        }

        var cost = rows[1].GetProperty("measures").EnumerateArray().Where(m => m.GetProperty("subject").GetString() == "Cost").Select(m => m.GetProperty("key").GetString());
        Assert.Equal(["seconds-gradient", "seconds-layer", "seconds-search"], cost);
        var table = File.ReadAllText(Path.Combine(results, "table.md"));
        foreach (var published in new[] { "esd", "fmn", "ca", "salun", "a rerun, CSIPlab/SLUG#3" }) Assert.Contains(published, table, StringComparison.Ordinal);
        foreach (var form in new[] { "csv", "json", "tex" }) Assert.True(new FileInfo(Path.Combine(results, $"table.{form}")).Length > 500, form);
        Assert.True(File.Exists(Path.Combine(results, "figures", "unlearning-balance.png")));
    }

    private void Details(string kind, string target, int own, int generated, int real)
    {
        using var details = Evaluation(kind, "slug", target);
        Assert.Equal(own, Became(details, target).Sum(b => b.GetProperty("pictures").GetInt32()));
        var fid = details.RootElement.GetProperty("concepts").GetProperty(target).GetProperty("fid");
        Assert.Equal((generated, real), (fid.GetProperty("generated").GetInt32(), fid.GetProperty("real").GetInt32()));
        Assert.Contains($"the first set has {real} pictures for features of width 2048", fid.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    private JsonDocument Evaluation(string kind, string method, string target)
    {
        var trial = method == "original" ? method : $"{method}-{target.ToLowerInvariant().Replace('_', '-')}";
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(world.Results($"unlearn-canvas-{kind}"), "evaluation", $"{trial}.json")));
    }

    private static IEnumerable<JsonElement> Became(JsonDocument details, string target) => details.RootElement.GetProperty("concepts").GetProperty(target).GetProperty("became").EnumerateArray();
}
