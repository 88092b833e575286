using System.Diagnostics;
using System.Globalization;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Files;
using Slug.Pipeline.Stages;

namespace Slug.Benchmarks;

/// <summary>
/// What a run costs in which nothing is to be done: whole processes over twelve stages that read 50,000 files and over a sweep of 200 points
/// that share ten of twelve stages, and the hashing that a first run is bound by, against <c>sha256sum</c> on the same file.
/// </summary>
public static class PipelineBenchmark
{
    /// <summary>The argument by which this program runs as the measured process.</summary>
    public const string HostArgument = "--pipeline-host";

    private const int Stages = 12, Files = 50_000, Rounds = 5, Points = 200;
    private const string Sweep = "sweep", RunSweep = "run-sweep";
    private const long HashedBytes = 1L << 30;

    /// <summary>Seconds of a process and ratios of hashing rates, best of five each.</summary>
    public static IEnumerable<Measurement> Run()
    {
        var root = Directory.CreateTempSubdirectory("slug-pipeline-").FullName;
        try
        {
            foreach (var measurement in AllFresh(root).Concat(Hashing(root)))
                yield return measurement;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>The measured process: brings all stages up to date, or plans or runs all points of a sweep.</summary>
    /// <param name="root">Where sources, cache and results are.</param>
    /// <param name="what">Nothing, or what to do with the sweep.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> HostAsync(string root, IReadOnlyList<string> what)
    {
        if (what.Count == 0)
        {
            using var engine = new Engine(Options(root, "fresh", Steps()));
            await engine.RunAllAsync().ConfigureAwait(false);
            return 0;
        }

        using var workspace = new Workspace(Path.Combine(root, "cache"), TimeProvider.System);
        var stale = 0;
        for (var point = 0; point < Points; point++)
        {
            using var engine = new Engine(Options(root, $"sweep/{point:000}", SweptSteps(point)), workspace);
            if (what[0] == RunSweep) await engine.RunAllAsync().ConfigureAwait(false);
            else if (!engine.Plan().IsAllFresh) stale++;
        }

        return stale == 0 ? 0 : 1;
    }

    private static EngineOptions Options(string root, string experiment, IReadOnlyList<Step> steps) => new()
    {
        CacheFolder = Path.Combine(root, "cache"),
        ResultsFolder = Path.Combine(root, "results"),
        RepositoryRoot = root,
        Experiment = experiment,
        Steps = steps,
    };

    private static IEnumerable<Measurement> AllFresh(string root)
    {
        for (var i = 0; i < Files; i++)
        {
            var folder = Path.Combine(root, Source(i % Stages), $"{i / 1000:00}");
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{i:00000}.txt"), i.ToString(CultureInfo.InvariantCulture));
        }

        yield return new Measurement($"{Stages} stages over {Files:N0} files, first run", Time(root), "s");
        yield return new Measurement($"{Stages} stages over {Files:N0} files, all fresh, whole process", Best(() => Time(root)), "s", "at most 1.0");
        Time(root, RunSweep);
        yield return new Measurement($"plan of a sweep of {Points} points over the same, all fresh, whole process", Best(() => Time(root, Sweep)), "s", "at most 2.0");
    }

    /// <summary>The stages of a point: its own are the last two.</summary>
    private static IReadOnlyList<Step> SweptSteps(int point) =>
        [.. Steps().Select((step, i) => i < Stages - 2 ? step : step with { Parameters = new { Index = i, Point = point } })];

    private static IEnumerable<Measurement> Hashing(string root)
    {
        var path = Path.Combine(root, "large.bin");
        var block = new byte[1 << 20];
        new Random(1).NextBytes(block);
        using (var file = File.Create(path))
        {
            for (long written = 0; written < HashedBytes; written += block.Length) file.Write(block);
        }

        // In turn, so that a change in the machine's speed meets both.
        double own = double.MaxValue, theirs = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            own = Math.Min(own, Seconds(() => FileHasher.Hash(path)));
            theirs = Math.Min(theirs, Seconds(() => Start("sha256sum", path)));
        }

        yield return new Measurement("hashing 1 GiB", 1024 / own, "MiB/s");
        yield return new Measurement("hashing 1 GiB by sha256sum, its process included", 1024 / theirs, "MiB/s");
        yield return new Measurement("hashing rate against sha256sum", theirs / own, "times", "at least 0.8");
    }

    private static IReadOnlyList<Step> Steps()
    {
        var steps = new List<Step>();
        for (var i = 0; i < Stages; i++)
        {
            var inputs = new Dictionary<string, ArtifactSource> { ["files"] = new SourcePath(Source(i)) };
            if (i > 0) inputs["before"] = steps[i - 1].Output("count.txt");
            steps.Add(new Step
            {
                Stage = $"Stage{i:00}",
                Version = 1,
                Parameters = new { Index = i },
                Inputs = inputs,
                Outputs = [new OutputSpec("count.txt") { PublishAs = $"count-{i:00}.txt" }],
                Run = context => File.WriteAllTextAsync(
                    context.Output("count.txt"), Directory.EnumerateFiles(context.Input("files"), "*", SearchOption.AllDirectories).Count().ToString(CultureInfo.InvariantCulture)),
            });
        }

        return steps;
    }

    private static string Source(int stage) => $"source-{stage:00}";

    private static double Time(string root, params string[] what) =>
        Seconds(() => Start(Environment.ProcessPath!, [typeof(PipelineBenchmark).Assembly.Location, HostArgument, root, .. what]));

    private static void Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static double Best(Func<double> measure) => Enumerable.Range(0, Rounds).Min(_ => measure());

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
