using Slug.Build.CommandLine;

namespace Slug.Build.Tests.CommandLine;

/// <summary>What the command line becomes.</summary>
public class CommandLineParserTests
{
    private static readonly string[] Targets = ["Clean", "Default", "Explain", "Parity", "Plot", "Regress", "Sweep", "Test"];

    [Fact]
    public void Without_arguments_the_demo_runs()
    {
        var parsed = Parse();
        Assert.Empty(parsed.Mistakes);
        Assert.Empty(parsed.CakeArguments);
        Assert.Equal("configs/demo/drawings.yaml", parsed.Options.Config);
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

    [Fact]
    public void Targets_take_options_of_their_own()
    {
        var parsed = Parse(
            "-t", "Explain", "--stage=Unlearn/rocket", "--target=Clean", "--apply", "--config=a.yaml", "--config=b.yaml", "--target=Regress", "--baseline=c.json", "--update",
            "--target=Sweep", "--executor=slurm", "--wait", "--target=Test", "--without-slurm");
        Assert.Empty(parsed.Mistakes);
        Assert.Equal(["--target=Explain", "--target=Clean", "--target=Regress", "--target=Sweep", "--target=Test"], parsed.CakeArguments);
        Assert.Equal(("Unlearn/rocket", "c.json", "slurm"), (parsed.Options.Stage, parsed.Options.Baseline, parsed.Options.Executor));
        Assert.True(parsed.Options is { Apply: true, Update: true, Wait: true, WithoutSlurm: true });
        Assert.Equal(["a.yaml", "b.yaml"], parsed.Options.Configs);
        Assert.Equal(("3", 4), (Parse("--point=3").Options.Point, Parse("--target=Sweep", "--jobs=4").Options.Jobs));
    }

    [Theory]
    [InlineData("--stage is for --target=Explain", "--stage=Plot")]
    [InlineData("--apply is for --target=Clean", "--apply")]
    [InlineData("--update is for --target=Regress", "--update")]
    [InlineData("--jobs is for --target=Sweep", "--jobs=2")]
    [InlineData("--without-slurm is for --target=Test", "--without-slurm")]
    [InlineData("--target=Explain needs", "--target=Explain")]
    [InlineData("--target=Clean keeps what the configs", "--target=Clean")]
    [InlineData("--config is given 2 times", "--config=a.yaml", "--config=b.yaml")]
    [InlineData("--wait follows the jobs of a cluster", "--target=Sweep", "--wait")]
    [InlineData("--jobs is for this machine", "--target=Sweep", "--executor=slurm", "--jobs=2")]
    [InlineData("--point runs one point", "--target=Sweep", "--point=1")]
    [InlineData("--executor=cloud", "--target=Sweep", "--executor=cloud")]
    [InlineData("--jobs=0", "--target=Sweep", "--jobs=0")]
    public void Options_that_do_not_go_together_are_mistakes(string message, params string[] arguments) =>
        Assert.StartsWith(message, Assert.Single(Parse(arguments).Mistakes));

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
