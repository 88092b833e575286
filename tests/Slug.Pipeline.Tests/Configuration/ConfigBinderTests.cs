using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Tests.Configuration;

public sealed class ConfigBinderTests
{
    public enum Rule
    {
        Best,
        FirstOne,
    }

    public sealed record Search
    {
        [Range(1, 100)]
        public int Iterations { get; init; } = 10;

        public Rule Layer { get; init; }

        public double? Rate { get; init; }
    }

    public sealed record Options
    {
        public required string Name { get; init; }

        [Range(0, int.MaxValue)]
        public long Seed { get; init; } = 7;

        public bool Fast { get; init; }

        public Search Search { get; init; } = new();

        [MinLength(1)]
        public IReadOnlyList<string> Concepts { get; init; } = ["rocket"];

        public IReadOnlyDictionary<string, Search> Methods { get; init; } = new Dictionary<string, Search>();
    }

    [Fact]
    public void States_only_differences_from_the_defaults()
    {
        var options = Bind("name: demo\nsearch: { iterations: 3, layer: firstOne }\nmethods:\n  ga: { rate: 1e-6 }");
        Assert.Equal("demo", options.Name);
        Assert.Equal(7, options.Seed);
        Assert.Equal(new Search { Iterations = 3, Layer = Rule.FirstOne }, options.Search);
        Assert.Equal(["rocket"], options.Concepts);
        Assert.Equal(1e-6, options.Methods["ga"].Rate);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2147483648")]
    [InlineData("1191463411639891889")]
    public void A_number_beyond_its_range_is_told_however_far_beyond(string seed) =>
        Assert.Contains($"it is {seed}", Assert.Single(Problems($"name: x\nseed: {seed}")), StringComparison.Ordinal);

    [Fact]
    public void Takes_a_lone_scalar_for_a_list_of_one() => Assert.Equal(["tiger face"], Bind("name: x\nconcepts: tiger face").Concepts);

    [Fact]
    public void Lists_every_problem_with_its_line()
    {
        var problems = Problems("""
            nme: demo
            seed: many
            search:
              iterations: 1000
              layer: second
              rate: "0.1"
            concepts: []
            fast: yes
            """);
        Assert.Equal(
        [
            "c.yaml:1: unknown key 'nme'; did you mean 'name'?",
            "c.yaml:2: 'seed' must be a whole number, not 'many'",
            "c.yaml:4: The field 'search.iterations' must be between 1 and 100; it is 1000",
            "c.yaml:5: 'search.layer' must be one of best, firstOne, not 'second'",
            "c.yaml:6: 'search.rate' must be a number, not the text \"0.1\"",
            "c.yaml:7: 'concepts' has 0 items; it needs at least 1",
            "c.yaml:8: 'fast' must be true or false, not 'yes'",
            "c.yaml:1: 'name' is missing",
        ], problems);
    }

    [Theory]
    [InlineData("name:", "c.yaml:1: 'name' has no value; it must be text")]
    [InlineData("name: x\nsearch: 3", "c.yaml:2: 'search' must be a mapping of keys to values, not '3'")]
    [InlineData("name: x\nconcepts: {a: b}", "c.yaml:2: 'concepts' must be a list, not a mapping")]
    [InlineData("name: x\nseed: 1.5", "c.yaml:2: 'seed' must be a whole number, not '1.5'")]
    [InlineData("name: x\nname: y", "c.yaml:2: the key 'name' stands twice in this mapping, first in line 1")]
    public void Refuses_what_it_cannot_understand(string yaml, string problem) => Assert.Equal([problem], Problems(yaml));

    [Fact]
    public void Knows_where_a_value_was_written()
    {
        var bound = ConfigBinder.Bind<Options>(Parse("name: x\nconcepts:\n  - a\n  - b"));
        Assert.Equal("c.yaml:4", bound.OriginOf("concepts.1").ToString());
        Assert.Equal("c.yaml:1", bound.OriginOf("search.iterations").ToString());
    }

    private static Options Bind(string yaml) => ConfigBinder.Bind<Options>(Parse(yaml)).Value;

    private static List<string> Problems(string yaml) =>
        Assert.Throws<ConfigurationException>(() => Bind(yaml)).Problems.Select(p => p.ToString()).ToList();

    private static ConfigMapping Parse(string yaml)
    {
        var problems = new List<ConfigProblem>();
        var node = ConfigReader.Parse(yaml, "c.yaml", problems);
        return problems.Count > 0 ? throw new ConfigurationException(problems) : Assert.IsType<ConfigMapping>(node);
    }
}
