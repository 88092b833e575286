using System.Diagnostics;
using System.Text;
using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Tests.Configuration;

/// <summary>Texts that are made to exhaust a reader end with one line, within a second.</summary>
public sealed class HostileYamlTests
{
    private static List<ConfigProblem> ProblemsOf(string yaml, out ConfigNode? root)
    {
        var problems = new List<ConfigProblem>();
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        root = ConfigReader.Parse(yaml, "c.yaml", problems);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5); // a second on an idle machine
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 500L << 20);
        return problems;
    }

    public static TheoryData<string, string> Deep() => new()
    {
        { "flow lists", "a: " + new string('[', 20_000) + new string(']', 20_000) },
        { "flow mappings", "a: " + string.Concat(Enumerable.Repeat("{a: ", 20_000)) + new string('}', 20_000) },
        { "lists in a line", string.Concat(Enumerable.Repeat("- ", 20_000)) + "x" },
        { "indented mappings", string.Join('\n', Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "a:")) },
        { "unclosed", "a: " + new string('[', 100_000) },
        { "keys", string.Concat(Enumerable.Repeat("? ", 20_000)) + "x" },
    };

    [Theory]
    [MemberData(nameof(Deep))]
    public void WhatIsNestedWithoutEndIsRefused(string what, string yaml)
    {
        var problem = Assert.Single(ProblemsOf(yaml, out var root));
        Assert.Null(root);
        Assert.True(what == "keys" || problem.Message == "nested more than 64 levels deep", problem.Message);
    }

    [Fact]
    public void AliasesThatRepeatEachOtherAreRefusedBeforeAnythingIsRepeated()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
            yaml.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var problem = Assert.Single(ProblemsOf(yaml.ToString(), out _));
        Assert.Equal("c.yaml:6: more than 100000 values, those that aliases repeat included", problem.ToString());
    }

    [Fact]
    public void AliasesThatDeepenEachOtherAreRefused()
    {
        var yaml = new StringBuilder("a0: &a0 [x]\n");
        for (var i = 1; i < 100; i++)
            yaml.Append($"a{i}: &a{i} [*a{i - 1}]\n");
        Assert.Equal("nested more than 64 levels deep", Assert.Single(ProblemsOf(yaml.ToString(), out _)).Message);
    }

    [Theory]
    [InlineData("a: &a [*a]")]
    [InlineData("a: *nobody")]
    public void AnAliasOfWhatIsNotCompleteIsRefused(string yaml) => Assert.Contains("does not stand complete above it", Assert.Single(ProblemsOf(yaml, out _)).Message);

    [Fact]
    public void ATextThatIsTooLongIsRefusedUnread() =>
        Assert.Equal("longer than 1 MiB, which no config is", Assert.Single(ProblemsOf("a: " + new string('x', 1 << 20), out _)).Message);

    [Fact]
    public void WhatIsLargeAndSoundIsRead()
    {
        var yaml = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: [1, 2]\n"));
        Assert.Empty(ProblemsOf(yaml, out var root));
        Assert.Equal(20_000, Assert.IsType<ConfigMapping>(root).Entries.Count);
    }

    [Theory]
    [InlineData("a: 1\nb:\n\tc: 2\n", 3)]
    [InlineData("a:\n  b: 1\n\t  c: 2\n", 3)]
    [InlineData("# first\n\n\n\na:\n  - 1\n \t- 2\n", 7)]
    [InlineData("a:\n\t- 1\n", 2)]
    public void ATabIsReportedAtItsOwnLine(string yaml, int line) => Assert.Equal(
        $"c.yaml:{line}: not valid YAML: this line is indented with a tab; YAML is indented with spaces", Assert.Single(ProblemsOf(yaml, out _)).ToString());

    [Fact]
    public void ATabInATextIsNotBlamed()
    {
        Assert.Empty(ProblemsOf("a: |\n  x\n  \ty\nb: 'one\ttwo'\n", out _));
        Assert.DoesNotContain("tab", Assert.Single(ProblemsOf("a: [1\nb: |\n  x\n  \ty\n", out _)).Message);
    }

    [Fact]
    public void MergeKeysBringInWhatIsNotThere()
    {
        Assert.Empty(ProblemsOf("base: &base { a: 1, b: 2 }\nother: &other { b: 3, c: 4 }\none: { <<: *base, a: 9 }\nboth:\n  <<: [*base, *other]\n  d: 5\nquoted: { '<<': 7 }\n", out var root));
        var mapping = Assert.IsType<ConfigMapping>(root);
        Assert.Equal(["a=9", "b=2"], Entries(mapping["one"]));
        Assert.Equal(["a=1", "b=2", "c=4", "d=5"], Entries(mapping["both"]));
        Assert.Equal(["<<=7"], Entries(mapping["quoted"]));
    }

    [Fact]
    public void AMergeOfNoMappingIsNamed() => Assert.Equal(
        "c.yaml:2: '<<' merges a mapping, or a list of mappings: <<: *name", Assert.Single(ProblemsOf("a:\n  <<: 3\n", out _)).ToString());

    [Fact]
    public void AKeyThatStandsTwiceIsNamed() => Assert.Equal(
        "c.yaml:3: the key 'a' stands twice in this mapping, first in line 1", Assert.Single(ProblemsOf("a: 1\nb: 2\na: 3\n", out _)).ToString());

    private static IEnumerable<string> Entries(ConfigNode? node) =>
        Assert.IsType<ConfigMapping>(node).Entries.Select(e => $"{e.Key}={Assert.IsType<ConfigScalar>(e.Value).Text}").Order(StringComparer.Ordinal);
}
