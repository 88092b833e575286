using Slug.Pipeline.Files;

namespace Slug.Pipeline.Store;

/// <summary>The store cannot do its work: the disk is full, a folder is read-only, a permission is missing. The store stays intact.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Names the path and the cause.</summary>
    /// <param name="path">The file or folder that could not be read or written.</param>
    /// <param name="doing">What was tried: <c>write</c>.</param>
    /// <param name="cause">The failure.</param>
    /// <param name="whereFull">What helps besides removing files where the disk is full; null for nothing.</param>
    public StoreException(string path, string doing, Exception cause, string? whereFull = FullDisk.MoveCache)
        : base($"Cannot {doing} {path}: {Cause(path, cause, whereFull)}", cause) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    private static string Cause(string path, Exception cause, string? whereFull)
    {
        const int readOnly = 30, accessDenied = 13, notPermitted = 1;
        const int noLocks = 37, noSuchCall = 38, notSupported = 95;
        return (cause.HResult & 0xffff, cause) switch
        {
            _ when FullDisk.IsOne(cause) => $"no space left on {Disk.Of(path)}. {FullDisk.Advice(whereFull)}",
            (readOnly, _) => "the file system is read-only. Put the cache and results folders where this user may write.",
            (accessDenied or notPermitted, _) or (_, UnauthorizedAccessException) => $"permission denied.{(Ownership.Describe(path) is { Length: > 0 } whose ? whose : " Give this user write access to the cache and results folders.")}",
            (noLocks or noSuchCall or notSupported, IOException) =>
                $"the file system cannot do that. Put {(whereFull == FullDisk.MoveCache ? "the cache" : "the folder, or a link to one in its place,")} on one with locks: a local disk, NFS 4, or Lustre mounted with -o flock.",
            _ => cause.Message,
        };
    }

    /// <summary>Runs file operations, turning what the system says into a message with path and cause.</summary>
    /// <exception cref="StoreException">The operation failed.</exception>
    internal static T Guard<T>(string path, string doing, Func<T> operation, string? whereFull = FullDisk.MoveCache)
    {
        try
        {
            return operation();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(path, doing, e, whereFull);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    internal static void Guard(string path, string doing, Action operation, string? whereFull = FullDisk.MoveCache) => Guard(
        path,
        doing,
        () =>
        {
            operation();
            return true;
        },
        whereFull);
}
