using System.Globalization;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Store;

/// <summary>
/// Keeps two runs with different content out of one results folder. Runs of the same content may share it: they put the same files there.
/// </summary>
/// <param name="resultsFolder">The folder that holds one folder per experiment.</param>
/// <param name="experiment">The experiment.</param>
/// <param name="content">What tells the run's content from another's.</param>
/// <param name="clock">Paces the waiting.</param>
public sealed class ResultsClaim(string resultsFolder, string experiment, Digest content, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _path = Path.Combine(resultsFolder, ".runs", experiment.Replace('/', '~').Replace('\\', '~'));
    private FileLock? _held;

    /// <summary>Claims the folder, or finds that a run of the same content has; waits while one of other content has. May be called again.</summary>
    /// <param name="onWait">Told once who is waited for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreException">The results folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task EnterAsync(Action<string> onWait, CancellationToken cancellation)
    {
        string? told = null;
        while (_held is null)
        {
            cancellation.ThrowIfCancellationRequested();
            _held = StoreException.Guard(_path, "lock", TryTake, FullDisk.Move(resultsFolder));
            if (_held is not null)
                return;
            if (LockOwner.TryRead(_path) is { } owner)
            {
                if (owner.Step == content.ToString())
                    return;
                var who = string.Create(CultureInfo.InvariantCulture, $"process {owner.ProcessId} on {owner.Host}, since {owner.Since:HH:mm:ss} UTC");
                if (who != told)
                    onWait(told = who);
            }
            await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the folder up.</summary>
    public void Dispose() => _held?.Dispose();

    private FileLock? TryTake()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var held = FileLock.TryTake(_path, deleteOnRelease: true);
        held?.WriteText(LockOwner.Me(content.ToString(), clock.GetUtcNow()).ToBytes());
        return held;
    }
}
