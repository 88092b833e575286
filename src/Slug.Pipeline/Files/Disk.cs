using System.Globalization;

namespace Slug.Pipeline.Files;

/// <summary>The file system that a path lies on, as a user knows it.</summary>
public static class Disk
{
    /// <summary>Where it is mounted, and how much of it is free: <c>/data (0.0 of 512.1 GB free)</c>.</summary>
    /// <param name="path">The path; it need not be there.</param>
    public static string Of(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            var drive = DriveInfo.GetDrives().Where(d => IsBelow(full, d.Name)).MaxBy(d => d.Name.Length);
            return drive is null ? full : string.Create(CultureInfo.InvariantCulture, $"{drive.Name} ({drive.AvailableFreeSpace / 1e9:0.0} of {drive.TotalSize / 1e9:0.0} GB free)");
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    /// <summary>Whether a path is a folder or lies in it, as they are written.</summary>
    internal static bool IsBelow(string path, string folder) =>
        path == folder || path.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
