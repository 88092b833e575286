using System.Globalization;
using System.Text.Json;
using Slug.Figures.Tables;

namespace Slug.Figures.Tests.Tables;

public class ResultTableTests
{
    internal static readonly ResultRow[] Rows =
    [
        new("original", "tiger face") { Measures = Measures(0.9444, 1, 0.523, 0.781, 0.6) },
        new("slug", "tiger face")
        {
            Layer = "transformer.resblocks.0.attn.out_proj.weight", LayerLabel = "text: resblocks.0.attn.out_proj", Lambda = 3.3125, Measures = Measures(0, 0.0003, 0.494, 0.76, null), Seconds = 12.34,
        },
        new("original", "tiger face, \"the | pipe\"") { LearningRate = 1e-6, Measures = Measures(0.5, null, 0.5, 0.75, 0.61) },
        new("slug", "mean") { Measures = Measures(0, 0.01, 0.49, 0.755, 0.59), Seconds = 61.7 },
    ];

    private static IReadOnlyList<Measure> Measures(double? fa1, double? fa5, double? one, double? five, double? sub) =>
        ClipMeasures.Of(fa1, fa5, ("names@1", one), ("names@5", five), ("subcategories@1", sub));

    [Fact]
    public void Markdown_is_pinned() => GoldenFiles.Matches("table.md", ResultTable.ToMarkdown(Rows));

    [Fact]
    public void Csv_is_pinned() => GoldenFiles.Matches("table.csv", ResultTable.ToCsv(Rows));

    [Fact]
    public void Json_is_pinned() => GoldenFiles.Matches("table.json", ResultTable.ToJson(Rows));

    [Fact]
    public void Text_is_pinned() => GoldenFiles.Matches("table.txt", ResultTable.ToText(Rows));

    [Fact]
    public void Json_has_exactly_the_agreed_properties()
    {
        using JsonDocument json = JsonDocument.Parse(ResultTable.ToJson(Rows));

        Assert.All(json.RootElement.EnumerateArray(), row => Assert.Equal(
            ["method", "concept", "learningRate", "layer", "lambda", "fa1", "fa5", "ta", "seconds", "setting", "epoch", "storedBytes", "miaDistance", "miaLoss", "peakBytes", "verdict"], row.EnumerateObject().Select(p => p.Name)));
        JsonElement slug = json.RootElement[1];
        Assert.Equal(3.3125, slug.GetProperty("lambda").GetDouble());
        Assert.Equal(JsonValueKind.Null, slug.GetProperty("learningRate").ValueKind);
        Assert.Equal(["names@1", "names@5", "subcategories@1"], slug.GetProperty("ta").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Lines_of_the_readable_tables_are_equally_long_and_empty_columns_left_out()
    {
        string[] lines = ResultTable.ToMarkdown(Rows).TrimEnd('\n').Split('\n');

        Assert.Single(lines.Select(line => line.Length).Distinct());
        Assert.DoesNotContain("setting", lines[0]);
        Assert.DoesNotContain("lr", ResultTable.ToText([Rows[0], Rows[1]]));
    }

    [Fact]
    public void Numbers_do_not_follow_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(string.Empty) { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Assert.Contains("3.3125", ResultTable.ToCsv(Rows));
            Assert.Contains("94.4", ResultTable.ToMarkdown(Rows));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_number_that_json_lacks_becomes_null() =>
        Assert.Contains("\"fa1\": null", ResultTable.ToJson([new ResultRow("a", "b") { Measures = ClipMeasures.Of(double.NaN, null) }]));

    [Fact]
    public void Three_files_are_saved()
    {
        string folder = Directory.CreateTempSubdirectory("table-").FullName;
        ResultTable.Save(Rows, Path.Combine(folder, "deeper", "table"));

        Assert.Equal(ResultTable.ToMarkdown(Rows), File.ReadAllText(Path.Combine(folder, "deeper", "table.md")));
        Assert.Equal(ResultTable.ToCsv(Rows), File.ReadAllText(Path.Combine(folder, "deeper", "table.csv")));
        Assert.Equal(ResultTable.ToJson(Rows), File.ReadAllText(Path.Combine(folder, "deeper", "table.json")));
        Directory.Delete(folder, recursive: true);
    }
}
