namespace Slug.Build.Tests.Host;

/// <summary>The tasks around the stages, on the smallest config and an empty cache.</summary>
public sealed class ExperimentTaskTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Status_lists_every_stage_with_its_reason()
    {
        var answer = await RunAsync("--target=Status");
        Assert.Equal("", answer.Error);
        Assert.Equal(0, answer.ExitCode);
        foreach (var stage in new[] { "Download/", "CreateTars/", "Pretrain ", "ComputeGrads/", "Unlearn/", "Evaluate/", "Plot " })
            Assert.Matches($@"(?m)^{stage}.* stale \(never ran", answer.Output);
        Assert.Matches(@"\n0 fresh, \d+ stale, 0 maybe\n\z", answer.Output);
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_of_the_target_and_runs_nothing()
    {
        var answer = await RunAsync("--target=Pretrain", "--dryrun");
        Assert.Equal("", answer.Error);
        Assert.Equal(0, answer.ExitCode);
        Assert.Matches(@"(?m)^Pretrain +stale \(never ran", answer.Output);
        Assert.DoesNotContain("Evaluate", answer.Output);
        Assert.Contains("1. Download\n2. CreateTars\n3. Pretrain\n", answer.Output);
        Assert.Empty(Directory.EnumerateFiles(_cache.Path, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Every_mistake_in_the_config_is_listed_before_anything_runs()
    {
        var answer = await RunAsync("--target=Download", "--set", "unlearn.concpts=[rocket]", "--set", "nonsense=1");
        Assert.Equal(2, answer.ExitCode);
        Assert.Equal("", answer.Output);
        Assert.Contains("error: --set unlearn.concpts: unknown key 'concpts' in 'unlearn'; did you mean 'concepts'?\n", answer.Error);
        Assert.Contains("error: --set nonsense: unknown key 'nonsense'", answer.Error);
    }

    [Fact]
    public async Task A_config_that_is_not_there_is_a_mistake()
    {
        var answer = await HostProcess.RunAsync("--target=Status", "--config=configs/ci/tinny.yaml");
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith("error: ", answer.Error);
        Assert.Contains("configs/ci/tinny.yaml", answer.Error);
    }

    [Fact]
    public async Task Nothing_to_compare_with_is_a_mistake()
    {
        var answer = await HostProcess.RunAsync("--target=Parity", $"--golden={_cache.Path}");
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith($"error: --golden: {_cache.Path} holds nothing to compare with", answer.Error);
    }

    private Task<Answer> RunAsync(params string[] arguments) =>
        HostProcess.RunAsync(["--config=configs/ci/tiny.yaml", $"--cache={_cache.Path}", .. arguments]);
}
