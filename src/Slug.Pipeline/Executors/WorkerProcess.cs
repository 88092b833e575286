using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Slug.Pipeline.Executors;

/// <summary>A host on one point, as a child process.</summary>
internal static partial class WorkerProcess
{
    private const string VisibleGpus = "CUDA_VISIBLE_DEVICES";
    private const int Terminate = 15;

    /// <summary>Runs it to its end; on cancellation asks it to stop as it would on Ctrl+C, and waits until it has cleaned up.</summary>
    /// <param name="command">How it is started.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="gpu">The GPU that it is to see, or null for all.</param>
    /// <param name="keep">Receives all that it prints, one line at a time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(HostCommand command, IReadOnlyList<string> arguments, string? gpu, Action<string> keep, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = StartOf(command, arguments, gpu) };
        var gate = new Lock();
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            Keep($"error: {command.Program} cannot be started: {e.Message}");
            return 127;
        }
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await using (cancellation.Register(() => Stop(process)))
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;

        void Keep(string? line)
        {
            if (line is null)
                return;
            lock (gate)
                keep(line);
        }
    }

    // In a session of its own: a terminal sends Ctrl+C to every process of its session's foreground group, and a worker that got it from
    // there and from us would take the second for the demand to die at once.
    private static ProcessStartInfo StartOf(HostCommand command, IReadOnlyList<string> arguments, string? gpu)
    {
        var setsid = OperatingSystem.IsLinux() ? ProgramPath.Find("setsid") : null;
        var start = new ProcessStartInfo(setsid ?? command.Program, setsid is null ? arguments : [command.Program, .. arguments])
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        if (gpu is not null)
            start.Environment[VisibleGpus] = gpu;
        return start;
    }

    private static void Stop(Process process)
    {
        try
        {
            if (OperatingSystem.IsWindows() || SendSignal(process.Id, Terminate) != 0)
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile, which is what was wanted.
            Debug.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worker {process.Id} had ended"));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
