using System.Diagnostics;
using Slug.Fuzz.Tests.Readers;

namespace Slug.Fuzz.Tests;

/// <summary>Watches what no input may do: run for ever, write beside its folder, or run a program.</summary>
internal sealed class Guard : IDisposable
{
    /// <summary>The file that hostile seeds would make if anything ran them; relative, so in the working folder.</summary>
    public const string Canary = "slug-fuzz-was-here";

    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    // One that waits for ever uses no processor. Generous: a machine that others use, or a stopped process, is no hang.
    private static readonly TimeSpan Wait = 10 * Hang;

    // In memory where the system has such a place: a million files need no disk.
    private readonly string _root = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"slug-fuzz-{Guid.NewGuid():N}")).FullName;
    private readonly Timer _timer;
    private volatile Watched? _watched;
    private int _folders;

    public Guard()
    {
        _timer = new Timer(_ => EndIfHanging(), null, Hang, TimeSpan.FromSeconds(5));
        Directory.CreateDirectory(Path.Combine(_root, "work"));
        Environment.CurrentDirectory = Path.Combine(_root, "work");
    }

    /// <summary>A folder two levels below the root, so that <c>../</c> leads to a place that is looked at.</summary>
    public string EmptyFolder() => Directory.CreateDirectory(Path.Combine(_root, "inputs", $"{_folders++}")).FullName;

    /// <summary>Says which reader works now.</summary>
    public void Watch(ForeignReader reader, Fuzzing fuzzing, int seed) => _watched = new Watched(reader, fuzzing, seed);

    /// <summary>What is there and should not be.</summary>
    public IEnumerable<string> Strange()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(_root).Where(path => Path.GetFileName(path) is not ("work" or "inputs")))
            yield return $"FINDING written outside of the input's folder: {path}";
        foreach (var path in Directory.EnumerateFileSystemEntries(Path.Combine(_root, "work")))
            yield return $"FINDING written into the working folder, or a program was run: {path}";
        foreach (var path in Directory.EnumerateFileSystemEntries(Path.Combine(_root, "inputs")).Where(path => !int.TryParse(Path.GetFileName(path), out _)))
            yield return $"FINDING written beside the input's folder: {path}";
    }

    public void Dispose()
    {
        _timer.Dispose();
        Environment.CurrentDirectory = Path.GetTempPath();
        Directory.Delete(_root, recursive: true);
    }

    private void EndIfHanging()
    {
        if (_watched is not { } now)
            return;
        var works = Environment.CpuUsage.TotalTime - now.Fuzzing.WorkedBefore > Hang;
        if (!works && Stopwatch.GetElapsedTime(now.Fuzzing.BegunAt) < Wait)
            return;
        Console.WriteLine(new Finding(now.Reader.Name, now.Seed, now.Fuzzing.Index, works ? $"works for more than {Hang.TotalSeconds} s" : $"waits for more than {Wait.TotalSeconds} s"));
        Environment.Exit(3);
    }

    private sealed record Watched(ForeignReader Reader, Fuzzing Fuzzing, int Seed);
}
