using Slug.Figures.Tables;

namespace Slug.Figures.Tests.Tables;

public class RunVerdictTests
{
    private static readonly ResultRow[] Rows =
    [
        Original("anchor", 1, 0.501), Original("rocket", 0.95, 0.501),
        Slug("anchor", 0, 0.49), Slug("rocket", 0.02, 0.49),
        new("slug", ResultRow.Mean) { Measures = Measures(0.01, 0.49), Tally = "2 of 2" },
    ];

    [Fact]
    public void Says_how_many_of_how_many_what_is_kept_and_on_how_many_samples()
    {
        RunVerdict verdict = RunVerdict.TryOf(Rows)!;
        Assert.True(verdict.IsSuccess);
        Assert.Equal(
            "2 of 2 forgotten: FA@1 97.5 -> 1.0 % (n = 24 each); names@1 50.1 -> 49.0 % (n = 6,576 each); MIA 80.0 -> 80.0 % (50 % is chance; n = 100 each)",
            verdict.ToString());
    }

    [Fact]
    public void What_the_search_did_not_forget_is_named_with_the_best_that_was_reached()
    {
        ResultRow missed = Slug("rocket", 0.75, 0.5) with
        {
            ForgottenInSearch = false,
            Reached = [new Measure("fa@1", 0.5, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@1" }],
        };
        RunVerdict verdict = RunVerdict.TryOf([.. Rows[..3], missed])!;
        Assert.False(verdict.IsSuccess);
        Assert.StartsWith("1 of 2 forgotten", verdict.ToString());
        Assert.Contains("NOT FORGOTTEN: rocket, FA@1 75.0 % on the test set, at best FA@1 50.0 % on the search set", verdict.ToString());
    }

    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.051, false)]
    public void What_the_test_set_still_shows_is_not_forgotten(double left, bool forgotten)
    {
        ResultRow row = Slug("rocket", left, 0.5);
        Assert.Equal(forgotten, row.IsForgotten);
        Assert.Equal(forgotten, RunVerdict.TryOf([.. Rows[..3], row])!.IsSuccess);
    }

    [Theory]
    [InlineData(0.15, true)]
    [InlineData(0.151, false)]
    public void An_experiment_says_what_may_be_left_of_a_concept_that_counts_as_forgotten(double left, bool forgotten)
    {
        ResultRow row = Slug("rocket", left, 0.5);
        row = row with { Measures = [.. row.Measures.Select(m => m.Subject == MeasureSubject.Forgotten ? m with { Tolerance = 0.15 } : m)] };
        Assert.Equal(forgotten, row.IsForgotten);
        Assert.Equal(forgotten, Forgetting.Is(row.Measures));
        Assert.Contains("on the test set at most 15.0 %", Glossary.Of([row], _ => null)[0].Meaning);
        Assert.Contains("leave FA@1 at most 15 %", ResultTable.ToText([row, row with { Method = "ft" }]));
        if (!forgotten) Assert.Contains("rocket, FA@1 15.1 % on the test set though gone on the search set", RunVerdict.TryOf([row])!.ToString());
    }

    [Fact]
    public void A_method_that_is_compared_with_may_fail()
    {
        ResultRow ft = Slug("rocket", 1, 0.5) with { Method = "ft", ForgottenInSearch = false, IsAsked = false };
        Assert.Equal(RunVerdict.TryOf(Rows)!.ToString(), RunVerdict.TryOf([.. Rows, ft])!.ToString());
        Assert.Contains("NOT FORGOTTEN", ResultTable.ToMarkdown([.. Rows, ft]));
    }

    [Fact]
    public void A_group_that_one_model_forgets_is_counted_apart()
    {
        ResultRow[] group = [Slug("anchor", 0, 0.4) with { Setting = "anchor, rocket together" }, Slug("rocket", 0.5, 0.4) with { Setting = "anchor, rocket together" }];
        RunVerdict verdict = RunVerdict.TryOf([.. Rows, .. group])!;
        Assert.False(verdict.IsSuccess);
        Assert.StartsWith("2 of 2 forgotten", verdict.ToString());
        Assert.Contains("anchor, rocket together: 1 of 2 forgotten", verdict.ToString());
    }

    [Fact]
    public void A_concept_that_the_original_did_not_know_is_named() =>
        Assert.Contains("the original did not know: anchor (FA@1 0.0 %)", RunVerdict.TryOf([Original("anchor", 0, 0.5), Slug("anchor", 0, 0.5)])!.ToString());

    [Fact]
    public void Where_nothing_was_to_be_forgotten_there_is_no_verdict() => Assert.Null(RunVerdict.TryOf(Rows[..2]));

    [Fact]
    public void The_verdict_is_the_first_line_of_the_table() => Assert.StartsWith("2 of 2 forgotten", ResultTable.ToMarkdown(Rows));

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void Text_fits_the_width_and_breaks_no_word(int width)
    {
        string text = RunVerdict.TryOf(Rows)!.ToText(width);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
        Assert.Equal(RunVerdict.TryOf(Rows)!.ToString(), string.Join(' ', text.Split('\n').Select(line => line.Trim())));
    }

    private static IReadOnlyList<Measure> Measures(double fa, double names) =>
    [
        new("fa@1", fa, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@1", Samples = 24 },
        new("names@1", names, Better.Higher, MeasureSubject.Kept) { Samples = 6576 },
        new("mia", 0.8, Better.Lower, MeasureSubject.Membership) { Label = "MIA", Samples = 100 },
    ];

    private static ResultRow Original(string concept, double fa, double names) => new("original", concept)
    {
        Measures = [.. Measures(fa, names).Select(m => m.Subject == MeasureSubject.Forgotten ? m with { Better = Better.Higher } : m)],
    };

    private static ResultRow Slug(string concept, double fa, double names) => new("slug", concept)
    {
        IsAsked = true, ForgottenInSearch = true, Measures = Measures(fa, names), LayerLabel = "text: resblocks.0.attn.out_proj", Lambda = 1.31, Seconds = 6.1,
    };

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(140)]
    public void Tables_of_a_terminal_fit_its_width(int width)
    {
        string text = ResultTable.ToText(Rows, ["A note that is longer than a narrow terminal is wide, and that is broken between its words."], Glossary.Of(Rows, _ => null), width);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
        Assert.Contains("FA@1 % ↓", text);
        Assert.Contains("verdict", text);
        Assert.Equal(width == 140, text.Contains("resblocks", StringComparison.Ordinal));
        Assert.Equal(width != 140, text.Contains("Not shown, for the width: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_is_read_back_from_the_file_of_measures_as_it_was()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("slug-rows-").FullName, "measures.json");
        MeasureFile.Save(Rows, file);
        Assert.Equal(ResultTable.ToMarkdown(Rows), ResultTable.ToMarkdown([.. MeasureFile.Load(file).Select(row => row.ToRow())]));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void The_original_models_knowledge_does_not_turn_the_columns()
    {
        ResultRow[] compared = [.. Rows, Slug("anchor", 0.9, 0.6) with { Method = "ft" }, Slug("rocket", 0.9, 0.6) with { Method = "ft" }];
        string text = ResultTable.ToText(compared);
        Assert.Contains("leave FA@1 at most 5 %", text);
        Assert.Contains("1.0 ± 1.0*", text);
        Assert.Contains("FA@1 % ↓", text);
    }
}
