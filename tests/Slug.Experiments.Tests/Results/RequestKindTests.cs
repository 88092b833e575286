using Slug.Experiments.Configuration;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Figures.TradeOff;

namespace Slug.Experiments.Tests.Results;

/// <summary>The tables of several requests in one, with means over all of them.</summary>
public sealed class RequestKindTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-kinds-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_request_counts_once_and_published_rows_stand_behind_their_method()
    {
        // Each request's table has a mean of its own, which is not a request.
        IReadOnlyList<ResultRow> cats = [Row("original", "Cats", 0.1, 0.9), Row("original", "mean", 0.1, 0.9), Row("slug", "Cats", 0.9, 0.8), Row("slug", "mean", 0.9, 0.8)];
        IReadOnlyList<ResultRow> dogs = [Row("original", "Dogs", 0.2, 0.9), Row("slug", "Dogs", 0.7, 0.6), Row("slug", "mean", 0.7, 0.6)];
        var published = new PublishedRow { Method = "slug", Setting = "a rerun", Measures = new Dictionary<string, double> { ["ua"] = 82, ["ira"] = 75.49, ["cra"] = 74.9 }, Seconds = 39, MemoryGB = 3.6, StoredGB = 0.04 };
        var rows = ResultRows.Together([cats, dogs, cats], [published, new PublishedRow { Method = "esd", Measures = new Dictionary<string, double> { ["ua"] = 92.15 } }]);
        Assert.Equal(["original Cats", "original Dogs", "original mean", "slug Cats", "slug Dogs", "slug mean", "slug published mean", "esd published mean"], rows.Select(r => $"{r.Method} {r.Concept}"));
        Assert.Equal(0.8, rows[5].Value("ua")!.Value, 12);
        Assert.Equal(0.7, rows[5].Value("ira")!.Value, 12);
        Assert.Equal(20, rows[5].Measures[0].Samples);
        Assert.Equal((0.82, 39.0, 3_600_000_000L, 40_000_000L), (rows[6].Value("ua")!.Value, rows[6].Seconds!.Value, rows[6].PeakBytes!.Value, rows[6].StoredBytes!.Value));

        // UA against the mean of IRA and CRA: 0.7 and 0.5 make 0.6; of ESD two numbers are missing.
        Assert.Equal(["original", "slug", "slug a rerun (published)"], UnlearningBalance.Points(rows).Select(p => p.Method));
        Assert.Equal(0.6, UnlearningBalance.Points(rows)[1].Retained, 12);

        RequestKindFiles.Save([new RequestKind("object", rows, 2, 20)], _folder);
        Assert.Contains("object: 2 of 20 requests have a result; the means are theirs alone.", File.ReadAllText(Path.Combine(_folder, "object.md")), StringComparison.Ordinal);
        foreach (var file in new[] { "object.csv", "object.json", "object.tex", "figures/unlearning-balance-object.png" }) Assert.True(File.Exists(Path.Combine(_folder, file)), file);
        Assert.Contains("What is unlearned and what is kept: requests of the kind object", File.ReadAllText(Path.Combine(_folder, "figures", "unlearning-balance-object.svg")), StringComparison.Ordinal);
        Assert.Contains("published, a rerun", File.ReadAllText(Path.Combine(_folder, "object.tex")), StringComparison.Ordinal);
    }

    [Fact]
    public void Slug_along_another_direction_is_ours_in_the_figure_of_methods()
    {
        IReadOnlyList<ResultRow> rows =
        [
            Row("original", "Cats", 0, 0.9), Row("original", "mean", 0, 0.9), Row("slug", "Cats", 0.9, 0.8), Row("slug", "mean", 0.9, 0.8),
            Row("slug", "mean", 0.95, 0.85) with { Setting = "whitened" }, Row("gaft", "mean", 0.5, 0.7) with { LearningRate = 0.001 },
        ];
        Assert.Equal(
            [("original", MethodKind.Original), ("slug", MethodKind.Ours), ("slug whitened", MethodKind.Ours), ("gaft 1e-3", MethodKind.Comparison)],
            SharedFigures.Methods(rows).Select(m => (m.Method, m.Kind)));
    }

    private static ResultRow Row(string method, string concept, double ua, double ira) => new(method, concept)
    {
        Measures =
        [
            new Measure("ua", ua, Better.Higher, MeasureSubject.Forgotten) { Label = "UA", Samples = 10 },
            new Measure("ira", ira, Better.Higher, MeasureSubject.Kept) { Label = "IRA", Samples = 190 },
            new Measure("cra", 0.5, Better.Higher, MeasureSubject.Kept) { Label = "CRA", Samples = 200 },
        ],
    };
}
