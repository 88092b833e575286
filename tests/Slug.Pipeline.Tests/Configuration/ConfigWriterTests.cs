using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Tests.Configuration;

public sealed class ConfigWriterTests
{
    [Fact]
    public void Writes_yaml_that_reads_back_to_the_same()
    {
        const string Yaml = """
            experiment: demo
            quoted: "12"
            empty: {}
            nothing: null
            search:
              iterations: 10
              rate: 5e-4
            templates: ["an emoji of {}", plain, "a: b"]
            points: [{ a: 1, b: [2, 3] }]

            """;
        var text = ConfigWriter.Write(Parse(Yaml));
        Assert.Equal(Yaml, text);
        Assert.Equal(text, ConfigWriter.Write(Parse(text)));
    }

    private static ConfigMapping Parse(string yaml)
    {
        var problems = new List<ConfigProblem>();
        var root = ConfigReader.Parse(yaml, "c.yaml", problems);
        Assert.Empty(problems);
        return Assert.IsType<ConfigMapping>(root);
    }
}
