using System.Diagnostics;
using System.Globalization;

namespace Slug.Mutants;

/// <summary>A worker process: asked by a line, answering with lines.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="mutated">The path of the mutated assembly.</param>
    /// <param name="assemblies">Paths of the test assemblies; it runs with the first one's dependencies.</param>
    /// <param name="mutant">The mutant that is on from the first; null for none.</param>
    public Child(string mutated, IReadOnlyList<string> assemblies, int? mutant)
    {
        var first = Path.ChangeExtension(assemblies[0], null);
        var start = new ProcessStartInfo("dotnet",
            ["exec", "--depsfile", $"{first}.deps.json", "--runtimeconfig", $"{first}.runtimeconfig.json", typeof(Child).Assembly.Location, "worker", mutated, .. assemblies])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (mutant is { } id) start.Environment["SLUG_MUTANT"] = id.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
    }

    public void Ask(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>The next line, or null where the process died, or worked for longer: a machine that is busy with other things counts for nothing.</summary>
    /// <param name="milliseconds">The processor time that it may take; ten times as long by the clock.</param>
    public string? Answer(double milliseconds)
    {
        var (read, clock, before) = (_process.StandardOutput.ReadLineAsync(), Stopwatch.StartNew(), _process.TotalProcessorTime);
        while (!read.Wait(200))
        {
            _process.Refresh();
            if (!_process.HasExited && ((_process.TotalProcessorTime - before).TotalMilliseconds > milliseconds || clock.ElapsedMilliseconds > 10 * milliseconds)) return null;
        }

        return read.Result;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
