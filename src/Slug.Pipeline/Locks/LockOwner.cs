using System.Globalization;
using System.Text;

namespace Slug.Pipeline.Locks;

/// <summary>Who holds an action's lock.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="Host">Its machine.</param>
/// <param name="Step">The step that it runs.</param>
/// <param name="Since">When it started.</param>
public sealed record LockOwner(int ProcessId, string Host, string Step, DateTimeOffset Since)
{
    /// <summary>This process.</summary>
    public static LockOwner Me(string step, DateTimeOffset now) => new(Environment.ProcessId, Environment.MachineName, step, now);

    /// <summary>Reads a lock's file; null while its owner has yet to write it.</summary>
    public static LockOwner? TryRead(string path)
    {
        try
        {
            return FileLock.TryReadText(path)?.Split('\t') is [var pid, var host, var since, var step]
                && int.TryParse(pid, CultureInfo.InvariantCulture, out var id)
                && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, out var time)
                ? new LockOwner(id, host, step, time) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The owner as it stands in the lock's file.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ProcessId}\t{Host}\t{Since:O}\t{Step}"));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on {Host}, which runs {Step} since {Since:HH:mm:ss}");
}
