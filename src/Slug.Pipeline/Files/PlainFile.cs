namespace Slug.Pipeline.Files;

/// <summary>
/// Tells files from what only looks like one. A named pipe, or the end of one that a shell passes as /dev/fd/63, gives its bytes once, and opening it may wait for ever.
/// </summary>
public static class PlainFile
{
    /// <summary>Why a path cannot be read as a file; null where it can, or where nothing is.</summary>
    /// <param name="path">The path; links are followed.</param>
    public static string? WhyNot(string path) => FileStat.TryRead(path) switch
    {
        null or { IsDirectory: false, IsPlain: true } => null,
        { IsDirectory: true } => "it is a folder; name a file",
        _ => "it is a pipe or a device, which cannot be read twice; write its content to a file and name that",
    };

    /// <summary>Refuses what is no file.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">It is a folder, a pipe or a device.</exception>
    public static void Ensure(string path)
    {
        if (WhyNot(path) is { } reason)
            throw new IOException($"{path}: {reason}");
    }
}
