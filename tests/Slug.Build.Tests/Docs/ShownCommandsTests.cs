using System.Text.RegularExpressions;
using Slug.Build.CommandLine;
using Slug.Build.Tasks;

namespace Slug.Build.Tests.Docs;

/// <summary>What README and docs show can be typed.</summary>
public sealed partial class ShownCommandsTests
{
    // Stand for a reader's own.
    private static readonly string[] Readers = ["my.yaml", "my-kite.yaml", "forget-kite.yaml"];

    public static TheoryData<string, string> Commands
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var file in Texts())
            {
                foreach (Match block in Console().Matches(File.ReadAllText(file)))
                {
                    foreach (Match command in Call().Matches(block.Value))
                        foreach (var one in command.Groups["arguments"].Value.Split(" | ")) data.Add(Path.GetRelativePath(Repository.Root, file), one.Trim());
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_is_one_that_the_host_understands(string file, string command)
    {
        var arguments = Argument().Matches(Comment().Replace(command, "")).Select(m => m.Value.Replace("\"", "", StringComparison.Ordinal)).ToList();
        var parsed = CommandLineParser.Parse(arguments, TaskNames.All);
        Assert.True(parsed.Mistakes.Count == 0, $"{file}: ./build.sh {command}: {string.Join("; ", parsed.Mistakes)}");
        foreach (var config in parsed.Options.Configs.Except(Readers)) Assert.True(File.Exists(Path.Combine(Repository.Root, config)), $"{file}: {config} is not there");
        if (parsed.Options.Golden is { } golden) Assert.True(Directory.Exists(Path.Combine(Repository.Root, golden)), $"{file}: {golden} is not there");
    }

    [Fact]
    public void Every_link_leads_to_a_file_that_is_there()
    {
        var broken = from file in Texts()
                     from Match link in Link().Matches(File.ReadAllText(file))
                     let target = link.Groups["target"].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target))
                     select $"{file}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_message_of_the_troubleshooting_page_is_one_that_is_given()
    {
        string[] code = [Path.Combine(Repository.Root, "build.sh"), .. new[] { "src", "build" }.SelectMany(f => Directory.GetFiles(Path.Combine(Repository.Root, f), "*.cs", SearchOption.AllDirectories))];
        var given = string.Concat(code.Select(File.ReadAllText));
        var pieces = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "troubleshooting.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l[3..l.IndexOf('`', 3)]).SelectMany(m => m.Replace("error: ", "", StringComparison.Ordinal).Split('…')).Select(p => p.Trim(' ', '\'', '?', ';', ':', ',')).Where(p => p.Length > 5).ToList();
        Assert.True(pieces.Count > 10);
        Assert.DoesNotContain(pieces, p => !given.Contains(p, StringComparison.Ordinal));
    }

    [Fact]
    public void Commands_are_found() => Assert.True(Commands.Count > 20);

    private static IEnumerable<string> Texts() =>
        [Path.Combine(Repository.Root, "README.md"), Path.Combine(Repository.Root, "CONTRIBUTING.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Order(StringComparer.Ordinal)];

    [GeneratedRegex("```console\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Console();

    [GeneratedRegex(@"^\$ (?:\w+=\S*(?:\(.*\))? )?\./build\.sh(?<arguments>.*)$", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex("\\s#.*$|^#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("(?:\"[^\"]*\"|[^\\s\"])+")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
