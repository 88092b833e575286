using System.Diagnostics;

namespace Slug.Benchmarks;

/// <summary>How long the built host takes to say what it can do: a process, its config and its whole graph, nothing computed.</summary>
public static class StartUpBenchmark
{
    private const int Rounds = 7;

    /// <summary>Seconds of the host's process, best of some.</summary>
    public static IEnumerable<Measurement> Run()
    {
        // Where the build puts it beside this program: bin/Build/release/slug.dll.
        var host = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Build", new DirectoryInfo(AppContext.BaseDirectory).Name, "slug.dll"));
        if (!File.Exists(host))
        {
            yield return new Measurement("the host's start: not measured, it is not built (dotnet build -c Release build)", double.NaN, "");
            yield break;
        }

        foreach (var (what, argument) in new[] { ("--help", "--help"), ("--description, the whole graph read", "--description") })
        {
            var best = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var start = Stopwatch.GetTimestamp();
                Child.Run("dotnet", [host, argument]);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            yield return new Measurement($"start of the host, {what}", best, "s");
        }
    }
}
