namespace Slug.Pipeline.Store;

/// <summary>
/// Who may use what the store writes: everybody may read, and those may write who may write to the cache's own folder, whatever the umask of the process
/// says. Without that, one run under umask 077 would lock everybody else out of a shared cache.
/// </summary>
internal static class SharedModes
{
    private const UnixFileMode
        Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute,
        Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes a folder of the store and those above it; the cache's own too, where it is not there.</summary>
    /// <param name="root">The cache's own folder, whose mode, where it is there, is its owner's affair.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void CreateFolder(string root, string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(folder) is { } parent && folder.Length > root.Length)
            CreateFolder(root, parent);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            Set(folder, Read | Enter | UnixFileMode.UserWrite | (folder.Length > root.Length ? WritersOf(root) : 0));
    }

    /// <summary>Lets others use a file that was just written.</summary>
    /// <param name="root">The cache's own folder.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="IOException">Its mode cannot be set.</exception>
    public static void Share(string root, string file)
    {
        if (!OperatingSystem.IsWindows())
            Set(file, Read | UnixFileMode.UserWrite | WritersOf(root));
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static UnixFileMode WritersOf(string root) => Directory.Exists(root) ? File.GetUnixFileMode(root) & Write : UnixFileMode.UserWrite;

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Set(string path, UnixFileMode mode)
    {
        if ((File.GetUnixFileMode(path) & (Read | Enter | Write)) == mode)
            return;
        try
        {
            File.SetUnixFileMode(path, mode | (File.GetUnixFileMode(path) & UnixFileMode.SetGroup));
        }
        catch (UnauthorizedAccessException) when (Path.Exists(path))
        {
            // Another user's, who made it a moment before: its mode is set already, or that user's to set.
            return;
        }
    }
}
