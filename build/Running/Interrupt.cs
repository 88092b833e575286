using System.Runtime.InteropServices;

namespace Slug.Build.Running;

/// <summary>
/// Ctrl+C and SIGTERM: the first asks the running stage to stop and clean up, the second ends the program at once.
/// </summary>
public sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private Interrupt()
    {
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Begins to listen.</summary>
    public static Interrupt Listen()
    {
        var interrupt = new Interrupt();
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
        Console.Error.WriteLine("Stopping the running stage; Ctrl+C again ends the program at once.");
        _source.Cancel();
    }
}
