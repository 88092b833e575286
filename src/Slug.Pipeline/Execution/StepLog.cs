using System.Globalization;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>The full log of one run of a step: what it was made from, what it said, how it ended.</summary>
internal sealed class StepLog : IDisposable
{
    private const string StepLine = "step        ";

    private readonly string _path;
    private readonly StreamWriter _writer;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();

    // Whether the end found no room on the disk.
    private bool _isLost;

    /// <summary>Starts a log with the facts of a step.</summary>
    /// <exception cref="StoreException">The log cannot be written.</exception>
    public StepLog(string path, StepState state, TimeProvider clock)
    {
        _clock = clock;
        _path = path;
        _writer = StoreException.Guard(
            path,
            "write",
            () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new StreamWriter(path, append: false) { AutoFlush = true, NewLine = "\n" };
            },
            WhereFull);
        string[] facts =
        [
            $"{StepLine}{state.Step.Id}, stage version {state.Step.Version}",
            $"key         {state.Key}",
            $"verdict     {PlanText.Verdict(state.Verdict, all: true)}",
            $"parameters  {state.Parameters}",
            .. state.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => $"input       {i.Key}: {i.Value}"),
            "",
        ];
        foreach (var fact in facts)
            WriteLine(fact);
        Write("started");
    }

    /// <summary>The log's path below an experiment's folder. Characters that a file name should not hold become <c>_</c>.</summary>
    public static string PathFor(string experimentFolder, string stepId)
    {
        var name = string.Concat(stepId.Select(c => c == '/' ? '-' : char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        return Path.Combine(experimentFolder, "logs", name + ".log");
    }

    /// <summary>Removes the logs in an experiment's folder that tell of another experiment's steps, or of steps with other keys.</summary>
    /// <param name="experimentFolder">The folder.</param>
    /// <param name="keys">The experiment's logs, each with the key of its step; null where that is not known.</param>
    /// <exception cref="StoreException">A log cannot be removed.</exception>
    public static void RemoveOthers(string experimentFolder, IReadOnlyDictionary<string, Digest?> keys)
    {
        var folder = Path.Combine(experimentFolder, "logs");
        foreach (var log in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.log") : [])
        {
            // A log of the user's own, and what cannot be read as a file, is not ours to remove.
            string[] head = PlainFile.WhyNot(log) is null ? [.. File.ReadLines(log).Take(2)] : [];
            if (head is not [var first, ..] || !first.StartsWith(StepLine, StringComparison.Ordinal))
                continue;
            if (!keys.TryGetValue(log, out var key) || (key is { } known && !head[^1].EndsWith(known.ToString(), StringComparison.Ordinal)))
                StoreException.Guard(log, "remove", () => File.Delete(log));
        }
    }

    /// <summary>Writes a line with the time; may be called from any thread.</summary>
    /// <exception cref="StoreException">The log cannot be written.</exception>
    public void Write(string message)
    {
        lock (_gate)
            WriteLine($"{_clock.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}  {message}");
    }

    /// <summary>Ends the log.</summary>
    public void End(StepOutcome outcome, TimeSpan duration, Exception? failure = null)
    {
        try
        {
            Write($"{outcome.ToString().ToLowerInvariant()} after {Durations.Text(duration)}");
            if (failure is not null)
                Write(failure.ToString());
        }
        catch (StoreException) when (outcome != StepOutcome.Ran)
        {
            // How the step ended is told all the same.
            _isLost = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // What found no room is tried once more.
            StoreException.Guard(_path, "write", _writer.Dispose, WhereFull);
        }
        catch (StoreException) when (_isLost)
        {
            // So is this.
        }
    }

    private string WhereFull => FullDisk.Move(Path.GetDirectoryName(Path.GetDirectoryName(_path)!)!);

    private void WriteLine(string line) => StoreException.Guard(_path, "write", () => _writer.WriteLine(line), WhereFull);
}
