using Slug.Build.CommandLine;

namespace Slug.Build.Tests.CommandLine;

/// <summary>What the command line becomes.</summary>
public class CommandLineParserTests
{
    private static readonly string[] Targets = ["Default", "Parity", "Plot", "Test"];

    [Fact]
    public void Without_arguments_the_demo_runs()
    {
        var parsed = Parse();
        Assert.Empty(parsed.Mistakes);
        Assert.Empty(parsed.CakeArguments);
        Assert.Equal("configs/demo/clip.yaml", parsed.Options.Config);
        Assert.Equal("auto", parsed.Options.Device);
        Assert.Null(parsed.Options.Threads);
    }

    [Fact]
    public void Options_take_their_values_behind_an_equals_sign_or_a_blank()
    {
        var parsed = Parse("--config", "a.yaml", "--device=cuda:1", "--threads", "4", "--cache=/c", "--golden", "g", "--set", "a.b=1", "--set=c=[x, y]", "--force=Unlearn");
        Assert.Empty(parsed.Mistakes);
        Assert.Equal(("a.yaml", "cuda:1", 4, "/c", "g"), (parsed.Options.Config, parsed.Options.Device, parsed.Options.Threads!.Value, parsed.Options.Cache, parsed.Options.Golden));
        Assert.Equal(["a.b=1", "c=[x, y]"], parsed.Options.Overrides);
        Assert.Equal(["Unlearn"], parsed.Options.Force);
        Assert.Empty(parsed.CakeArguments);
    }

    [Fact]
    public void Cake_gets_what_is_its_own()
    {
        var parsed = Parse("-t", "plot", "--target=Test", "--tree", "-e", "-v", "Diagnostic", "--dryrun");
        Assert.Empty(parsed.Mistakes);
        Assert.Equal(["--target=Plot", "--target=Test", "--tree", "--exclusive", "--verbosity=diagnostic", "--dryrun"], parsed.CakeArguments);
        Assert.Equal(["Plot", "Test"], parsed.Options.Targets);
        Assert.True(parsed.Options.Diagnostic);
        Assert.True(parsed.Options.DryRun);
    }

    [Theory]
    [InlineData("--threads=-1")]
    [InlineData("--threads=two")]
    [InlineData("--device=cuda:")]
    [InlineData("--device=CUDA")]
    [InlineData("--config=")]
    [InlineData("--set==1")]
    [InlineData("--help=please")]
    [InlineData("--Target=Plot")]
    public void Refuses(string argument) => Assert.Single(Parse(argument).Mistakes);

    [Fact]
    public void An_option_is_not_another_options_value() =>
        Assert.Equal(["--config needs a value: --config=FILE"], Parse("--config", "--tree").Mistakes);

    private static ParsedCommandLine Parse(params string[] args) => CommandLineParser.Parse(args, Targets);
}
