using Slug.Figures.Tables;

namespace Slug.Figures.Tests.Tables;

public class SummaryTableTests
{
    private static readonly ResultRow[] Rows =
    [
        Row("original", "rocket", 1, 1, 0.5),
        Row("original", "panda face", 1, 1, 0.48),
        new("original", ResultRow.Mean) { Measures = ClipMeasures.Of(1, 1) },
        Row("slug", "rocket", 0, 0, 0.49) with { Layer = "visual.proj", LayerLabel = "visual: proj", Seconds = 9, StoredBytes = 65_000, PeakBytes = 900L << 20 },
        Row("slug", "panda face", 0, 0, 0.47) with { Layer = "text_projection", LayerLabel = "text: text_projection", Seconds = 11, StoredBytes = 67_000, PeakBytes = 800L << 20 },
        new("slug", ResultRow.Published) { Measures = ClipMeasures.Of(0, null, ("names@1", 0.583)) },
        Row("ft", "rocket", 0.9, 1, 0.52) with { LearningRate = 1e-5, Epoch = 3, Seconds = 60, StoredBytes = 29 << 20 },
        Row("ft", "panda face", 1, 1, 0.5) with { LearningRate = 1e-5, Epoch = 1, Seconds = 60, StoredBytes = 29 << 20 },
        Row("ssd", "rocket", 0, 0.1, 0.3) with { Setting = "α=10, embeddings frozen", Seconds = 30, StoredBytes = 29 << 20 },
        Row("ssd", "panda face", 0, 0, 0.4) with { Setting = "α=10, embeddings frozen", Seconds = 30, StoredBytes = 29 << 20 },
    ];

    [Fact]
    public void Markdown_is_pinned() => GoldenFiles.Matches("summary.md", ResultTable.ToMarkdown(Rows));

    [Fact]
    public void Text_is_pinned() => GoldenFiles.Matches("summary.txt", ResultTable.ToText(Rows));

    [Fact]
    public void Without_other_methods_there_is_no_summary() => Assert.DoesNotContain("±", ResultTable.ToText(Rows[..5]));

    [Fact]
    public void Notes_stand_below_the_first_table()
    {
        const string Note = "MIA: against 5 pairs of cc3m_wds.";
        Assert.Equal(ResultTable.ToText(Rows) + Note + "\n", ResultTable.ToText(Rows, [Note]));
        Assert.Equal($"{ResultTable.ToText(Rows[..5])}\n{Note}\n", ResultTable.ToText(Rows[..5], [Note]));
        var lines = ResultTable.ToMarkdown(Rows, [Note]).Split('\n').ToList();
        Assert.True(lines.FindIndex(l => l == @"MIA: against 5 pairs of cc3m\_wds.") < lines.FindIndex(l => l.Contains("concept", StringComparison.Ordinal) && l.StartsWith('|')));
        Assert.Equal(ResultTable.ToMarkdown(Rows), ResultTable.ToMarkdown(Rows, []));
    }

    [Fact]
    public void One_who_does_not_forget_is_not_the_best_at_keeping()
    {
        var ft = Array.Find(ResultTable.ToText(Rows).Split('\n'), line => line.StartsWith("ft ", StringComparison.Ordinal))!;
        Assert.DoesNotContain("*", ft);
        Assert.Contains("51.0 ± 1.0", ft);
    }

    [Fact]
    public void A_published_mean_stands_below_its_method_and_is_never_the_best()
    {
        var lines = ResultTable.ToText(Rows).Split('\n').ToList();
        var published = lines.FindIndex(line => line.Contains("published", StringComparison.Ordinal));
        Assert.StartsWith("slug ", lines[published - 1]);
        Assert.StartsWith("slug ", lines[published]);
        Assert.Contains("58.3", lines[published]);
        Assert.DoesNotContain("*", lines[published]);
    }

    [Fact]
    public void Who_forgets_is_read_off_the_measure_whichever_way_it_is_better()
    {
        ResultRow[] rows = [Row("quick", 0.97, 0.6), Row("thorough", 0.99, 0.5), Row("idle", 0.1, 0.9)];
        var text = ResultTable.ToText(rows);
        Assert.Contains("among the methods that bring UA to at least 95 %", text);
        Assert.Contains("60.0*", text);
        Assert.Contains("99.0*", text);
        Assert.DoesNotContain("90.0*", text);

        static ResultRow Row(string method, double ua, double ira) => new(method, "style")
        {
            Measures = [new Measure("UA", ua, Better.Higher, MeasureSubject.Forgotten), new Measure("IRA", ira, Better.Higher, MeasureSubject.Kept)],
        };
    }

    private static ResultRow Row(string method, string concept, double fa1, double fa5, double names) =>
        new(method, concept) { Measures = ClipMeasures.Of(fa1, fa5, ("names@1", names)) };
}
