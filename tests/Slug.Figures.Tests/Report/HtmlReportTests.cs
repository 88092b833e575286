using System.Text.RegularExpressions;
using Slug.Figures.Report;
using Slug.Figures.StepSize;
using Slug.Figures.Tests.Tables;

namespace Slug.Figures.Tests.Report;

public class HtmlReportTests
{
    private static HtmlReportContent Content(string figure) => new(
        "demo-clip <script>alert(1)</script>",
        ["Five concepts & one layer each."],
        ResultTableTests.Rows,
        [new ReportFigure("Step size \"tiger\"", "Accuracy <falls>.", figure)],
        "# config\nunlearn:\n  concepts: [tiger face]\n  note: </code></pre><b>\n",
        [new KeyValuePair<string, string>("device", "cpu"), new KeyValuePair<string, string>("key", "ab<c")],
        [new ReportFile("models/tiger face.safetensors", "The unlearned model.", 1_234_567), new ReportFile("run.log", "What happened.")]);

    private static string Render()
    {
        using SavedFigure figure = new(path => StepSizeFigure.Save(Examples.Steps(), path));
        return HtmlReport.Render(Content(figure.SvgFile));
    }

    [Fact]
    public void Everything_is_in_it()
    {
        string html = Render();

        foreach (string expected in new[]
        {
            "Five concepts &amp; one layer each.", "94.4", "text: resblocks.0.attn.out_proj", "data:image/svg+xml;base64,", "concepts: [tiger face]",
            "<dt>device</dt><dd>cpu</dd>", "href=\"models/tiger%20face.safetensors\"", "1.2 MiB", "<tr class=\"mean\">",
        })
        {
            Assert.Contains(expected, html);
        }
    }

    [Fact]
    public void Nothing_is_taken_as_markup()
    {
        string html = Render();

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<b>", html);
        Assert.DoesNotContain("<falls>", html);
        Assert.Contains("ab&lt;c", html);
        Assert.Contains("alt=\"Step size &quot;tiger&quot;\"", html);
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere_and_tags_balance()
    {
        string html = Render();

        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
        Assert.DoesNotContain("@import", html);
        Assert.DoesNotContain("url(", html);
        foreach (string tag in new[] { "main", "section", "figure", "table", "tr", "td", "th", "ul", "li", "dl", "pre", "div", "p", "details", "summary", "dd", "dt" })
            Assert.Equal(Regex.Count(html, $"<{tag}[ >]"), Regex.Count(html, $"</{tag}>"));
    }

    [Fact]
    public void A_narrow_screen_gets_the_figure_that_was_drawn_for_it()
    {
        using SavedFigure figure = new(path => StepSizeFigure.Save(Examples.Steps(), path));
        HtmlReportContent content = Content(figure.SvgFile);
        string html = HtmlReport.Render(content with { Figures = [content.Figures[0] with { NarrowFile = figure.SvgFile }] });

        Assert.Contains("<figure class=\"fits\">", html);
        Assert.Contains("<picture><source media=\"(max-width: 44rem)\" srcset=\"data:image/svg+xml;base64,", html);
        Assert.Contains("@media (max-width: 44rem) {", html);
        Assert.DoesNotContain("<picture>", HtmlReport.Render(content));
    }

    [Fact]
    public void The_same_content_gives_the_same_page() => Assert.Equal(Render(), Render());

    [Fact]
    public void Missing_and_strange_figures_are_refused()
    {
        Assert.Contains("missing", Assert.Throws<FileNotFoundException>(() => HtmlReport.Render(Content("/nowhere/figure.svg"))).Message);
        string text = Path.GetTempFileName();
        Assert.Contains("SVG and PNG", Assert.Throws<ArgumentException>(() => HtmlReport.Render(Content(text))).Message);
        File.Delete(text);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("javascript:alert(1)")]
    public void Links_stay_inside_the_folder(string path) => Assert.Throws<ArgumentException>(() => HtmlReport.Render(
        Content("unused") with { Figures = [], Files = [new ReportFile(path, "bad")] }));

    [Fact]
    public void Empty_parts_leave_no_heading()
    {
        string html = HtmlReport.Render(new HtmlReportContent("t", [], [], [], string.Empty, [], []));

        Assert.DoesNotContain("<h2>", html);
    }

    [Fact]
    public void The_verdict_stands_first_and_what_failed_is_in_plain_sight()
    {
        var row = ResultTableTests.Rows[1] with { IsAsked = true, ForgottenInSearch = false };
        string html = HtmlReport.Render(Content("unused") with { Figures = [], Rows = [ResultTableTests.Rows[0], row] });
        Assert.Contains("<div class=\"verdict bad\">", html);
        Assert.True(html.IndexOf("0 of 1 forgotten", StringComparison.Ordinal) < html.IndexOf("<table>", StringComparison.Ordinal));
        Assert.Contains("<td class=\"bad\" data-column=\"verdict\">NOT FORGOTTEN</td>", html);
    }

    [Fact]
    public void A_figure_stands_once_and_details_are_folded()
    {
        using SavedFigure figure = new(path => StepSizeFigure.Save(Examples.Steps(), path));
        var content = Content(figure.SvgFile);
        string html = HtmlReport.Render(content with { Figures = [content.Figures[0] with { IsDetail = true, Alternative = "A line that falls." }] });
        Assert.Equal(1, Regex.Count(html, "<img "));
        Assert.Contains("alt=\"A line that falls.\"", html);
        Assert.True(html.IndexOf("<details>", StringComparison.Ordinal) < html.IndexOf("<img ", StringComparison.Ordinal));
    }

    [Fact]
    public void Further_tables_stand_under_their_headings_with_all_text_escaped()
    {
        string html = HtmlReport.Render(new HtmlReportContent("t", [], [], [], string.Empty, [], [])
        {
            Tables = [new ReportTable("Questions & answers", "What is said.", ["question", "answer"], [["who?", "<b>"]])],
        });
        Assert.Contains("<h2>Questions &amp; answers</h2>", html);
        Assert.Contains("<td data-column=\"question\">who?</td><td data-column=\"answer\">&lt;b&gt;</td>", html);
    }

    [Fact]
    public void Neighbouring_tables_of_one_section_stand_side_by_side_and_marked_cells_are_set_off()
    {
        ReportTable table = new("Own", "Of one.", ["question", "after"], [["what?", "dog"], ["who?", "cat"]]) { Section = "cat", Marked = [true, false], Pictures = [[1, 2, 3], null], PictureTexts = ["a cat", ""] };
        string html = HtmlReport.Render(new HtmlReportContent("t", [], [], [], string.Empty, [], [])
        {
            Tables = [table, table with { Title = "Others" }, table with { Section = "dog" }, table with { Section = null, Title = "Alone" }],
        });
        Assert.Equal(["cat", "dog", "Alone"], Regex.Matches(html, "<h2>(.*?)</h2>").Select(match => match.Groups[1].Value));
        Assert.Equal(["Own", "Others", "Own"], Regex.Matches(html, "<h3>(.*?)</h3>").Select(match => match.Groups[1].Value));
        Assert.Equal(2, Regex.Count(html, "<div class=\"beside\">"));
        Assert.Contains("<td data-column=\"question\">what?</td><td class=\"marked\" data-column=\"after\">dog</td>", html);
        Assert.Contains("<td data-column=\"after\">cat</td>", html);
        Assert.Contains("alt=\"a cat\"", html);
    }

    [Fact]
    public void A_row_may_have_a_picture_before_its_first_cell()
    {
        string html = HtmlReport.Render(new HtmlReportContent("t", [], [], [], string.Empty, [], [])
        {
            Tables = [new ReportTable("Answers", "What is said.", ["shown", "answer"], [["a <cat>", "cat"], ["row 2", "dog"]]) { Pictures = [[1, 2, 3], null] }],
        });
        Assert.Contains("<th scope=\"col\">Picture</th><th scope=\"col\">shown</th>", html);
        Assert.Contains("<td data-column=\"Picture\"><img class=\"small\" alt=\"a &lt;cat&gt;\" src=\"data:image/png;base64,AQID\"></td><td data-column=\"shown\">a &lt;cat&gt;</td>", html);
        Assert.Contains("<td class=\"empty\"></td><td data-column=\"shown\">row 2</td>", html);
    }
}
