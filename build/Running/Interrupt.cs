using System.Runtime.InteropServices;

namespace Slug.Build.Running;

/// <summary>
/// Ctrl+C and SIGTERM: the first asks the running stage to stop and clean up; the second, or two seconds, ends the program at once. A step that waits for a
/// system call cannot be asked, and the store loses nothing by an end at any instant.
/// </summary>
public sealed partial class Interrupt : IDisposable
{
    private readonly TimeSpan _patience;

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private Interrupt(TimeSpan patience) => _patience = patience;

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Begins to listen.</summary>
    /// <param name="isPoint">Whether this is one point of a sweep, which ends sooner, so that the sweep can say so.</param>
    public static Interrupt Listen(bool isPoint)
    {
        var interrupt = new Interrupt(TimeSpan.FromSeconds(isPoint ? 1.2 : 1.8));
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            interrupt._registrations.Add(PosixSignalRegistration.Create(signal, interrupt.Handle));
        return interrupt;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        // Left uncancelled, the signal does what it does by default: it ends the process.
        if (_source.IsCancellationRequested)
            return;
        signal.Cancel = true;
        // Before anything that may take its time: what is cancelled runs in this thread.
        new Thread(EndAfterAWhile) { IsBackground = true, Name = "interrupt" }.Start();
        Console.Error.WriteLine("Stopping the running stage; Ctrl+C again ends the program at once.");
        _source.Cancel();
    }

    private void EndAfterAWhile()
    {
        Thread.Sleep(_patience);
        Console.Error.WriteLine("The running stage did not stop by itself and was ended.");
        Console.Error.WriteLine(Outcome.Stopped);
        if (!OperatingSystem.IsWindows())
            ExitNow(ExitCodes.Interrupted);
        Environment.Exit(ExitCodes.Interrupted);
    }

    // Without waiting for other threads, as Environment.Exit would.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
