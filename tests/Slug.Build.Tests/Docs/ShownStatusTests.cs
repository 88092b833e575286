using System.Text.Json;
using System.Text.RegularExpressions;
using Slug.Build.Tests.Host;

namespace Slug.Build.Tests.Docs;

/// <summary>What docs/status.md shows is what Status prints of the same config in an empty cache, and its tables name the properties of the JSON, all and no others.</summary>
public sealed partial class ShownStatusTests : IDisposable
{
    private const string Paper = "configs/paper/clip-vit-b-32.yaml", Sweep = "configs/sweeps/tiny.yaml";

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "status.md"));

    private readonly string _cache = Directory.CreateTempSubdirectory("slug-status-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Fact]
    public async Task Lines_are_as_they_are_printed()
    {
        var answer = await HostProcess.RunAsync("--target=Status", $"--config={Paper}", $"--cache={_cache}");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        var printed = answer.Output.Split('\n').Select(OneBlank).ToHashSet();
        var shown = Block().Matches(Text).Where(block => block.Groups["language"].Length == 0).SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.True(shown.Count >= 3);
        Assert.All(shown, line => Assert.Contains(OneBlank(line), printed));
    }

    [Theory]
    [InlineData(Paper)]
    [InlineData(Sweep)]
    public async Task Properties_are_those_of_the_json(string config)
    {
        var answer = await HostProcess.RunAsync("--target=Status", "--json", $"--config={config}", $"--cache={_cache}");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using var json = JsonDocument.Parse(answer.Output);
        var table = Table().Matches(Text)[config == Paper ? 0 : 1].Value;
        Assert.Equal(Named(table), json.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        // What the objects in the lists hold is named in the lists' own lines.
        foreach (var list in json.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() > 0))
        {
            var line = table.Split('\n').Single(l => l.Split('|')[1].Contains($"`{list.Name}`", StringComparison.Ordinal));
            var described = line.Contains("as above", StringComparison.Ordinal) && list.Name == "missing" ? Table().Matches(Text)[0].Value : line;
            Assert.All(list.Value[0].EnumerateObject(), p => Assert.Contains($"`{p.Name}`", described));
        }
    }

    private static IEnumerable<string> Named(string table) =>
        table.Split('\n').Skip(2).SelectMany(line => Word().Matches(line.Split('|')[1]).Select(m => m.Groups["name"].Value)).Order(StringComparer.Ordinal);

    // How wide a column is depends on the longest name in it.
    private static string OneBlank(string line) => Blanks().Replace(line.TrimEnd(), " ");

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<lines>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\| property \|.*?(?=\n\n|\n\z)", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("`(?<name>[a-zA-Z]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
