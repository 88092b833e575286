using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using CliWrap;

namespace Slug.Basics;

/// <summary>A program to run.</summary>
/// <param name="Program">Its path, or a name that is looked up on <c>PATH</c>.</param>
/// <param name="Arguments">Its arguments, each as it is to arrive.</param>
public sealed record ChildStart(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Where it is started; null for this process's folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables on top of this process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>How a program ended, and what it printed.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to its output.</param>
/// <param name="Errors">What it wrote to its error output.</param>
public sealed record ChildAnswer(int ExitCode, string Output, string Errors);

/// <summary>Runs programs as children that do not outlive us, with nothing on their input and both of their outputs read to the end.</summary>
public static partial class ChildProcess
{
    private const int Terminate = 15;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program.</param>
    /// <param name="cancellation">Kills it and all that it started.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was killed, and has ended.</exception>
    public static async Task<ChildAnswer> RunAsync(ChildStart start, CancellationToken cancellation)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        var result = await Of(start)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
            .ExecuteAsync(cancellation).ConfigureAwait(false);
        return new ChildAnswer(result.ExitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Runs a program to its end and hands on what it prints.</summary>
    /// <param name="start">The program.</param>
    /// <param name="line">Receives the lines of both outputs, one at a time, in the order in which they are read.</param>
    /// <param name="kill">Kills it and all that it started.</param>
    /// <param name="ask">Asks it to stop (SIGTERM; on Windows it is killed); it is waited for, and its exit code is the result.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was killed, and has ended.</exception>
    public static async Task<int> FollowAsync(ChildStart start, Action<string> line, CancellationToken kill, CancellationToken ask = default)
    {
        var gate = new Lock();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(OperatingSystem.IsWindows() ? [kill, ask] : [kill]);
        var running = Of(start)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(One))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(One))
            .ExecuteAsync(stop.Token);
        // One that has ended meanwhile cannot be asked, which is what was wanted.
        await using (ask.Register(() => _ = OperatingSystem.IsWindows() ? 0 : SendSignal(running.ProcessId, Terminate)).ConfigureAwait(false))
            return (await running.ConfigureAwait(false)).ExitCode;

        void One(string text)
        {
            lock (gate)
                line(text);
        }
    }

    private static Command Of(ChildStart start)
    {
        var command = Cli.Wrap(start.Program)
            .WithArguments(start.Arguments)
            .WithEnvironmentVariables(start.Environment.ToDictionary(e => e.Key, e => (string?)e.Value))
            .WithValidation(CommandResultValidation.None);
        return start.WorkingDirectory is { } folder ? command.WithWorkingDirectory(folder) : command;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
