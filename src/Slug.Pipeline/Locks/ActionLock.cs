namespace Slug.Pipeline.Locks;

/// <summary>Makes sure that one action is done by one process at a time; the others wait for its result.</summary>
public static class ActionLock
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits for an action's lock.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="me">What to tell others while it is held.</param>
    /// <param name="onWait">Called once for each owner that is waited for.</param>
    /// <param name="clock">Paces the polling.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The lock, and whether there was a wait.</returns>
    /// <exception cref="IOException">The lock's file cannot be made.</exception>
    public static async Task<(FileLock Lock, bool Waited)> AcquireAsync(
        string path, LockOwner me, Action<LockOwner> onWait, TimeProvider clock, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        LockOwner? told = null;
        var pause = ShortestPause;
        for (var waited = false; ; waited = true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (FileLock.TryTake(path, deleteOnRelease: true) is { } held)
            {
                held.WriteText(me.ToBytes());
                return (held, waited);
            }
            if (LockOwner.TryRead(path) is { } owner && owner != told)
                onWait(told = owner);
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
