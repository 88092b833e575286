using Cake.Frosting;
using Slug.Basics;
using Slug.Build.CommandLine;
using Slug.Build.Running;
using Slug.Build.Testing;
using Slug.Pipeline.Configuration;

namespace Slug.Build.Tasks;

/// <summary>Runs the tests. The last line it prints is <c>N passed, N failed, N skipped</c>.</summary>
[TaskName("Test")]
[TaskDescription("Builds and runs the tests")]
public sealed class TestTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var projects = Choose(TestProject.Find(context.Layout), context.Options);
        var runner = new TestRunner(context.Layout, context.Options.WithoutSlurm, context.Cancellation);
        var report = new TestReport(Console.Out, context.Layout.Root);
        if (await runner.BuildAsync(projects is [var single] ? single.ProjectFile : TestProject.AllOf(context.Layout)) is { } errors)
        {
            Console.Out.WriteLine(errors);
            report.Add(new TestOutcome("build", 0, 0, [new TestFailure("build", "The tests do not compile; the errors stand above.", "", "")], TimeSpan.Zero));
            projects = [];
        }
        foreach (var project in projects)
            report.Add(await runner.RunAsync(project, context.Options.TestFilter));
        report.Conclude();
        if (!report.Succeeded)
            throw new ReportedFailureException("Tests failed.");
    }

    private static IReadOnlyList<TestProject> Choose(IReadOnlyList<TestProject> all, HostOptions options)
    {
        var names = all.Select(p => p.Name).ToList();
        var problems = options.TestProjects
            .Where(wanted => !names.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            .Select(wanted => new ConfigProblem(new ConfigOrigin("--project", 0), $"there is no test project '{wanted}'{NearestNames.Hint(wanted, names)}"))
            .ToList();
        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        return options.TestProjects.Count == 0
            ? all
            : all.Where(p => options.TestProjects.Contains(p.Name, StringComparer.OrdinalIgnoreCase)).ToList();
    }
}
