using System.Diagnostics;
using System.Text;
using Slug.Basics;

namespace Slug.Build.Testing;

/// <summary>Builds the test projects and runs them one after the other: the tensor libraries use all cores as it is.</summary>
/// <param name="layout">The repository's folders.</param>
/// <param name="withoutSlurm">Whether tests with the trait <c>Requires=Slurm</c> are left out.</param>
/// <param name="cancellation">Ends a running test run.</param>
internal sealed class TestRunner(Layout layout, bool withoutSlurm, CancellationToken cancellation)
{
    // The SDK's own variable for the program that runs it.
    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    /// <summary>Compiles what the tests need.</summary>
    /// <param name="projectFile">A test project, or the one that builds all.</param>
    /// <returns>What the compiler printed when it failed, or null.</returns>
    public async Task<string?> BuildAsync(string projectFile)
    {
        var (exitCode, output) = await FollowAsync(["build", projectFile, "-c", "Release", "-v", "quiet", "-nologo", "-clp:NoSummary", "-m:1", "-nr:false"]);
        return exitCode == 0 ? null : output;
    }

    /// <summary>Runs one project's tests.</summary>
    /// <param name="project">The project, built.</param>
    /// <param name="filter">A filter as <c>dotnet test</c> takes it, or null.</param>
    public async Task<TestOutcome> RunAsync(TestProject project, string? filter)
    {
        var results = Path.Combine(layout.Artifacts, "test-results");
        var trx = Path.Combine(results, $"{project.Name}.trx");
        Directory.CreateDirectory(results);
        File.Delete(trx);
        List<string> arguments =
            ["test", project.Assembly, "--results-directory", results, "--logger", $"trx;LogFileName={Path.GetFileName(trx)}"];
        string?[] filters = [filter is null ? null : $"({filter})", withoutSlurm ? "Requires!=Slurm" : null];
        if (filters.Any(f => f is not null))
            arguments.AddRange(["--filter", string.Join('&', filters.Where(f => f is not null))]);

        var clock = Stopwatch.StartNew();
        var (exitCode, output) = await FollowAsync(arguments);
        if (!File.Exists(trx))
            return new TestOutcome(project.Name, 0, 0, exitCode == 0 ? [] : [Died(project, exitCode, output)], clock.Elapsed);
        var outcome = TrxFile.Read(trx, project.Name, clock.Elapsed);
        return exitCode != 0 && outcome.Failures.Count == 0 ? outcome with { Failures = [Died(project, exitCode, output)] } : outcome;
    }

    private async Task<(int ExitCode, string Output)> FollowAsync(IReadOnlyList<string> arguments)
    {
        var output = new StringBuilder();
        var exitCode = await ChildProcess.FollowAsync(new ChildStart(Dotnet, arguments), line => output.AppendLine(line), cancellation);
        return (exitCode, output.ToString());
    }

    private static TestFailure Died(TestProject project, int exitCode, string output) =>
        new($"{project.Name} (the test run)", $"The test run ended with exit code {exitCode}.", "", output);
}
