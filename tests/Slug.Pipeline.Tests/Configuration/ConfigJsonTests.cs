using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Tests.Configuration;

public sealed class ConfigJsonTests
{
    private static string Of(string yaml, List<ConfigProblem> problems) => ConfigJson.Write(ConfigReader.Parse(yaml, "card.yaml", problems)!, problems);

    [Fact]
    public void WritesTheTypesThatYamlShows() => Assert.Equal(
        """{"a":[1,0.5,true,null],"b":{"c":"1"},"d":"text"}""", Of("a: [1, 0.5, true, null]\nb: { c: '1' }\nd: text\n", []));

    [Theory]
    [InlineData(".nan")]
    [InlineData("-.inf")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    public void ANumberThatIsNoneIsNamedWithItsLine(string text)
    {
        var problems = new List<ConfigProblem>();
        Of($"a: 1\nb: {text}\n", problems);
        Assert.Equal($"card.yaml:2: '{text}' is no number that can be computed with", Assert.Single(problems).ToString());
    }
}
