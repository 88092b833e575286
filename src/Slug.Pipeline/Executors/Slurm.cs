using System.Globalization;
using System.Text.RegularExpressions;
using Slug.Basics;

namespace Slug.Pipeline.Executors;

/// <summary>One task of Slurm's queue.</summary>
/// <param name="Id">As Slurm names it: <c>12_3</c>.</param>
/// <param name="State"><c>PENDING</c>, <c>RUNNING</c>, …</param>
/// <param name="Reason">Why it waits.</param>
public sealed record SlurmTask(string Id, string State, string Reason);

/// <summary>Slurm's own commands.</summary>
public static partial class Slurm
{
    /// <summary>What Slurm allows where it does not say: its default.</summary>
    private const int UsualArraySize = 1001;

    /// <summary>Whether jobs can be submitted from this machine.</summary>
    public static bool IsAvailable => ProgramPath.Find("sbatch") is not null;

    /// <summary>Submits a script.</summary>
    /// <param name="script">Its path.</param>
    /// <param name="after">Tasks that must have succeeded before it starts.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The job's id.</returns>
    /// <exception cref="SlurmException">Slurm refuses it.</exception>
    public static async Task<string> SubmitAsync(string script, IReadOnlyList<string> after, CancellationToken cancellation)
    {
        // A job whose dependency failed would otherwise wait for ever.
        string[] dependency = after.Count == 0 ? [] : [$"--dependency=afterok:{string.Join(':', after)}", "--kill-on-invalid-dep=yes"];
        var answer = await RunAsync("sbatch", ["--parsable", .. dependency, script], cancellation).ConfigureAwait(false);
        // 'id', or 'id;cluster' where there are several clusters.
        var id = answer.Trim().Split(';')[0];
        return JobId().IsMatch(id) ? id : throw new SlurmException($"sbatch answered '{answer.Trim()}' where a job's number was expected");
    }

    /// <summary>This user's tasks that wait or run.</summary>
    /// <exception cref="SlurmException">Slurm does not answer.</exception>
    public static async Task<IReadOnlyList<SlurmTask>> QueueAsync(CancellationToken cancellation)
    {
        var answer = await RunAsync("squeue", ["--me", "--noheader", "--array", "--format=%i|%T|%r"], cancellation).ConfigureAwait(false);
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('|', 3)).Where(p => p.Length == 3).Select(p => new SlurmTask(p[0], p[1], p[2]))];
    }

    /// <summary>The number of tasks that the cluster allows in an array; the largest index is one less.</summary>
    public static async Task<int> ArraySizeAsync(CancellationToken cancellation)
    {
        var answer = await RunAsync("scontrol", ["show", "config"], cancellation).ConfigureAwait(false);
        return ArraySize().Match(answer) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : UsualArraySize;
    }

    /// <summary>Cancels jobs.</summary>
    /// <param name="ids">Their ids.</param>
    /// <exception cref="SlurmException">Slurm does not do it.</exception>
    public static Task CancelAsync(IEnumerable<string> ids) => RunAsync("scancel", [.. ids], CancellationToken.None);

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var path = ProgramPath.Find(program) ?? throw new SlurmException($"there is no {program} on the PATH");
        var answer = await ChildProcess.RunAsync(new ChildStart(path, arguments), cancellation).ConfigureAwait(false);
        return answer.ExitCode == 0 ? answer.Output : throw new SlurmException($"{program} {string.Join(' ', arguments)}: {answer.Errors.Trim()}");
    }

    [GeneratedRegex(@"\A\d+\z")]
    private static partial Regex JobId();

    [GeneratedRegex(@"MaxArraySize\s*=\s*(\d+)")]
    private static partial Regex ArraySize();
}

/// <summary>Slurm refused something, or did not answer. Carries what it said.</summary>
/// <param name="message">What it said.</param>
public sealed class SlurmException(string message) : Exception(message);
