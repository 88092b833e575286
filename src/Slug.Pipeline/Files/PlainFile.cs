using System.Runtime.InteropServices;

namespace Slug.Pipeline.Files;

/// <summary>
/// Tells files from what only looks like one. A named pipe, or the end of one that a shell passes as /dev/fd/63, gives its bytes once, and opening it may wait for ever.
/// </summary>
public static class PlainFile
{
    // A stat each, within some 50 ms.
    private const int MostLooked = 20_000;

    /// <summary>Why a path cannot be read as a file; null where it can, or where nothing is.</summary>
    /// <param name="path">The path; links are followed.</param>
    public static string? WhyNot(string path)
    {
        var (stat, reason) = Examine(path);
        return stat is { IsDirectory: true } ? "it is a folder; name a file" : reason;
    }

    /// <summary>Why a path can be read neither as a file nor as a folder; null where it can, or where nothing is.</summary>
    /// <param name="path">The path; links are followed.</param>
    public static string? WhyNeither(string path) => Examine(path).Reason;

    /// <summary>
    /// What in a folder, and in the folders in it, cannot be read as a file, with the reason: whoever opens the folder would open it. Hidden files are passed over, and of
    /// very large folders the rest.
    /// </summary>
    /// <param name="folder">An existing folder.</param>
    /// <exception cref="IOException">It cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    public static IReadOnlyList<string> OthersIn(string folder) =>
    [
        .. from path in Seen(folder).SelectMany(path => Directory.Exists(path) ? Seen(path) : [path]).Take(MostLooked)
           let reason = WhyNeither(path)
           where reason is not null
           select $"{path}: {reason}",
    ];

    /// <summary>Refuses what is no file.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">It is a folder, a pipe or a device, or a link that leads to no file.</exception>
    public static void Ensure(string path)
    {
        if (WhyNot(path) is { } reason)
            throw new IOException($"{path}: {reason}");
    }

    private static IEnumerable<string> Seen(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal);

    private static (FileStat? Stat, string? Reason) Examine(string path)
    {
        try
        {
            return FileStat.TryRead(path) switch
            {
                null => (null, new FileInfo(path).LinkTarget is { } target ? $"it is a link to {target}, where nothing is; put the file there, or name it itself" : null),
                { IsPlain: true } stat => (stat, null),
                var stat => (stat, "it is a pipe or a device, which cannot be read twice; write its content to a file and name that"),
            };
        }
        catch (IOException unexamined)
        {
            return (null, new FileInfo(path).LinkTarget is { } target
                ? $"it is a link to {target}, which leads nowhere ({Marshal.GetPInvokeErrorMessage(unexamined.HResult)}); name the file itself"
                : $"it cannot be looked at ({Marshal.GetPInvokeErrorMessage(unexamined.HResult)})");
        }
    }
}
