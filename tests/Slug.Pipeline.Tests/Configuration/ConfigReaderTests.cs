using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Tests.Configuration;

public sealed class ConfigReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Lays_a_config_over_the_one_it_extends()
    {
        Write("base.yaml", "seed: 1\nsearch:\n  iterations: 10\n  layer: best\nconcepts: [a, b]");
        var path = Write("tiny.yaml", "extends: base.yaml\nsearch:\n  iterations: 2\nconcepts: [c]");
        var config = ConfigReader.Read(path, []);
        Assert.Equal("1", Text(config["seed"]));
        var search = Assert.IsType<ConfigMapping>(config["search"]);
        Assert.Equal("2", Text(search["iterations"]));
        Assert.Equal("best", Text(search["layer"]));
        Assert.EndsWith("tiny.yaml:3", search["iterations"]!.Origin.ToString());
        Assert.EndsWith("base.yaml:4", search["layer"]!.Origin.ToString());
        Assert.Single(Assert.IsType<ConfigSequence>(config["concepts"]).Items);
        Assert.Null(config["extends"]);
    }

    [Fact]
    public void Takes_away_what_an_extending_config_sets_to_null()
    {
        Write("base.yaml", "vendors: { apple: a, google: g }\nseed: 3\nnames: 5");
        var config = ConfigReader.Read(Write("tiny.yaml", "extends: base.yaml\nvendors: { apple: null }\nseed: null"), ["names=null"]);
        Assert.Equal(["google"], Assert.IsType<ConfigMapping>(config["vendors"]).Entries.Select(e => e.Key));
        Assert.Null(config["seed"]);
        Assert.Null(config["names"]);
    }

    [Fact]
    public void Lays_overrides_over_everything()
    {
        var path = Write("c.yaml", "search: { iterations: 10 }");
        var config = ConfigReader.Read(path, ["search.iterations=12", "unlearn.concepts=[rocket, panda face]"]);
        Assert.Equal("12", Text(Assert.IsType<ConfigMapping>(config["search"])["iterations"]));
        var concepts = Assert.IsType<ConfigMapping>(config["unlearn"])["concepts"]!;
        Assert.Equal(["rocket", "panda face"], Assert.IsType<ConfigSequence>(concepts).Items.Select(Text));
        Assert.Equal("--set unlearn.concepts", concepts.Origin.ToString());
    }

    [Fact]
    public void Reports_broken_files_and_overrides_together()
    {
        var path = Write("c.yaml", "extends: none.yaml\nseed: 3");
        var problems = Assert.Throws<ConfigurationException>(() => ConfigReader.Read(path, ["seed", "a.=1", "seed=[1"])).Problems;
        Assert.Equal(4, problems.Count);
        Assert.Contains("none.yaml', which does not exist", problems[0].Message);
        Assert.Contains("path.to.key=value", problems[1].Message);
        Assert.Contains("not valid YAML", problems[3].Message);
    }

    [Fact]
    public void Refuses_an_override_below_a_value()
    {
        var path = Write("c.yaml", "seed: 3");
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => ConfigReader.Read(path, ["seed.low=1"])).Problems);
        Assert.Equal("--set seed.low: 'seed' is a value, it has no keys below it", problem.ToString());
    }

    [Fact]
    public void Refuses_configs_that_extend_each_other()
    {
        Write("a.yaml", "extends: b.yaml");
        var path = Write("b.yaml", "extends: a.yaml");
        Assert.Contains("circle", Assert.Single(Assert.Throws<ConfigurationException>(() => ConfigReader.Read(path, [])).Problems).Message);
    }

    [Theory]
    [InlineData("", "a config is a mapping")]
    [InlineData("- a", "a config is a mapping")]
    [InlineData("a: [", "not valid YAML")]
    [InlineData("a: 1\n---\nb: 2", "one YAML document")]
    public void Refuses_what_is_no_mapping(string yaml, string message)
    {
        var path = Write("c.yaml", yaml);
        Assert.Contains(message, Assert.Throws<ConfigurationException>(() => ConfigReader.Read(path, [])).Problems[0].Message);
    }

    private static string Text(ConfigNode? node) => Assert.IsType<ConfigScalar>(node).Text;

    private string Write(string name, string yaml)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, yaml);
        return path;
    }
}
