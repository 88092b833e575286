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
        Assert.Contains("1. Download\n2. PrepareImageNet\n3. CreateTars\n4. Pretrain\n", answer.Output);
        Assert.Empty(Directory.EnumerateFiles(_cache.Path, "*.json", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("Generate")]
    [InlineData("Export")]
    public async Task A_stage_that_the_experiment_does_not_have_says_so_where_it_is_asked_for(string stage)
    {
        var answer = await RunAsync($"--target={stage}", "--exclusive");
        Assert.Equal("", answer.Error);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains($"{stage}: nothing to do, for an experiment of the family 'clip' as its config states it has no such stage\n", answer.Output);
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
    public async Task Explain_accounts_for_a_stage_that_never_ran()
    {
        var answer = await RunAsync("--target=Explain", "--stage=ComputeGrads");
        Assert.Equal("", answer.Error);
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(3, answer.Output.Split("step        ComputeGrads/").Length - 1);
        Assert.Contains("\nverdict     stale (never ran", answer.Output);
        Assert.Contains("\nparameter   grads.batch: 16\n", answer.Output);
        Assert.Matches(@"\ninput       \S+ from Pretrain \(model.safetensors\): yet to be made\n", answer.Output);
    }

    [Fact]
    public async Task Explain_of_what_is_not_there_is_a_mistake()
    {
        var answer = await RunAsync("--target=Explain", "--stage=ComputeGrad");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.StartsWith("error: --stage: this experiment has no stage or step 'ComputeGrad'; did you mean 'ComputeGrads'", answer.Error);
    }

    [Fact]
    public async Task Verify_and_Clean_of_an_empty_cache_find_nothing_and_write_nothing()
    {
        var verify = await HostProcess.RunAsync("--target=Verify", $"--cache={_cache.Path}");
        Assert.Equal((0, "0 objects (0 B) and 0 records: all intact\n", ""), (verify.ExitCode, verify.Output, verify.Error));
        var clean = await RunAsync("--target=Clean", "--apply");
        Assert.Equal((0, "Removed 0 records, 0 objects, 0 checkouts and 0 damaged files; frees 0 B. Keeps 0 objects.\n", ""), (clean.ExitCode, clean.Output, clean.Error));
        Assert.Empty(Directory.EnumerateFiles(_cache.Path, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Clean_counts_nothing_as_garbage_while_one_of_its_configs_is_wrong()
    {
        var answer = await RunAsync("--target=Clean", "--apply", "--config=configs/ci/none.yaml", "--config=configs/ci/nine.yaml");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains("none.yaml", answer.Error);
        Assert.Contains("nine.yaml", answer.Error);
    }

    [Fact]
    public async Task Verify_names_a_damaged_object_and_fails()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cache.Path, "cas", "ab")).FullName;
        File.WriteAllText(Path.Combine(folder, new string('0', 62)), "not what the name says");
        var answer = await HostProcess.RunAsync("--target=Verify", $"--cache={_cache.Path}");
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("is damaged, moved aside", answer.Output);
        Assert.Equal(0, (await HostProcess.RunAsync("--target=Verify", $"--cache={_cache.Path}")).ExitCode);
    }

    [Fact]
    public async Task Regress_asks_for_its_baseline_before_anything_runs()
    {
        var answer = await RunAsync("--target=Regress", "--baseline=configs/ci/no-such.json");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains("no-such.json; add --update to take today's metrics as the baseline", answer.Error);
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
