using System.ComponentModel;
using Slug.Basics;

namespace Slug.Pipeline.Executors;

/// <summary>A host on one point, as a child process.</summary>
internal static class WorkerProcess
{
    private const string VisibleGpus = "CUDA_VISIBLE_DEVICES";

    /// <summary>Runs it to its end; on cancellation asks it to stop as it would on Ctrl+C, and waits until it has cleaned up.</summary>
    /// <param name="command">How it is started.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="gpu">The GPU that it is to see, or null for all.</param>
    /// <param name="keep">Receives all that it prints, one line at a time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(HostCommand command, IReadOnlyList<string> arguments, string? gpu, Action<string> keep, CancellationToken cancellation)
    {
        try
        {
            return await ChildProcess.FollowAsync(StartOf(command, arguments, gpu), keep, kill: CancellationToken.None, ask: cancellation).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            keep($"error: {command.Program} cannot be started: {e.Message}");
            return 127;
        }
    }

    // In a session of its own: a terminal sends Ctrl+C to every process of its session's foreground group, and a worker that got it from
    // there and from us would take the second for the demand to die at once.
    private static ChildStart StartOf(HostCommand command, IReadOnlyList<string> arguments, string? gpu)
    {
        var setsid = OperatingSystem.IsLinux() ? ProgramPath.Find("setsid") : null;
        var environment = new Dictionary<string, string>(command.Environment);
        if (gpu is not null)
            environment[VisibleGpus] = gpu;
        return new ChildStart(setsid ?? command.Program, setsid is null ? arguments : [command.Program, .. arguments])
        {
            WorkingDirectory = command.WorkingDirectory,
            Environment = environment,
        };
    }
}
