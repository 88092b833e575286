
namespace Slug.Build.Tests.Host;

/// <summary>The Test task in a small repository of its own, with a stand-in for dotnet that hands out prepared results.</summary>
public sealed class TestTaskTests : IDisposable
{
    private readonly TemporaryFolder _tree = new();
    private readonly Dictionary<string, string?> _environment;

    public TestTaskTests()
    {
        _tree.Write("build/Build.csproj", "<Project/>");
        foreach (var project in new[] { "Good.Tests", "Mixed.Tests", "Empty.Tests", "Crashing.Tests" })
            _tree.Write($"tests/{project}/{project}.csproj", "<Project/>");
        _tree.Write("bin/dotnet", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Script", "fake-dotnet.sh")), executable: true);
        _environment = new()
        {
            ["DOTNET_HOST_PATH"] = Path.Combine(_tree.Path, "bin", "dotnet"),
            ["FAKE_CALLS"] = Path.Combine(_tree.Path, "calls"),
            ["FAKE_TRX"] = Path.Combine(AppContext.BaseDirectory, "Golden", "trx"),
            ["SLUG_ARTIFACTS"] = Path.Combine(_tree.Path, "artifacts"),
        };
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Sums_up_on_the_last_line()
    {
        var answer = await RunAsync("--project=Good.Tests");
        Assert.Matches(@"\AGood\.Tests +2 passed, 0 failed, 0 skipped  \d+\.\d s\n2 passed, 0 failed, 0 skipped\n\z", answer.Output);
        Assert.Equal(0, answer.ExitCode);
    }

    [Fact]
    public async Task Shows_failures_in_full_with_file_and_line()
    {
        var answer = await RunAsync("--project=Good.Tests", "--project=Mixed.Tests");
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("", answer.Error);
        GoldenFiles.Matches("failing-tests.txt", System.Text.RegularExpressions.Regex.Replace(answer.Output, @"\d+\.\d s", "0.0 s"));
    }

    [Fact]
    public async Task A_crash_counts_as_a_failure()
    {
        var answer = await RunAsync("--project=Crashing.Tests");
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("FAILED Crashing.Tests (the test run)\n    The test run ended with exit code 134.\n    Unhandled exception. Crashing.Tests crashed.\n", answer.Output);
        Assert.EndsWith("\n0 passed, 1 failed, 0 skipped\n", answer.Output);
    }

    [Fact]
    public async Task No_test_at_all_is_a_failure()
    {
        var answer = await RunAsync("--project=Empty.Tests");
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("No test ran; is the filter right?\n0 passed, 0 failed, 0 skipped\n", answer.Output);
    }

    [Fact]
    public async Task Tests_that_do_not_compile_are_a_failure()
    {
        _environment["FAKE_BREAK"] = "1";
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("src/A.cs(1,2): error CS1002: ; expected", answer.Output);
        Assert.EndsWith("\n0 passed, 1 failed, 0 skipped\n", answer.Output);
    }

    [Fact]
    public async Task All_projects_run_and_all_results_count()
    {
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.EndsWith("\n3 passed, 2 failed, 1 skipped\n", answer.Output);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_the_run_with_130(string signal)
    {
        // Longer than the host is waited for: running tests that are not stopped fail this one.
        _environment["FAKE_SLEEP"] = "3600";
        using var process = HostProcess.Start(_tree.Path, _environment, "--target=Test", "--project=Good.Tests");
        while (!_tree.Read("calls").Contains("build", StringComparison.Ordinal) && !process.HasExited)
            await Task.Delay(20);
        await Shell.RunAsync("/bin/kill", [$"-{signal}", $"{process.Id}"], _tree.Path);
        var answer = await Shell.ReadAsync(process);
        Assert.Equal(130, answer.ExitCode);
        Assert.Contains("Stopped.", answer.Error);
    }

    private Task<Answer> RunAsync(params string[] arguments) => HostProcess.RunInAsync(_tree.Path, _environment, ["--target=Test", .. arguments]);
}
