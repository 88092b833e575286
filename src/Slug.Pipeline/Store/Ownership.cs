using System.Globalization;
using Slug.Pipeline.Files;

namespace Slug.Pipeline.Store;

/// <summary>Says whose a file is that this user may not use.</summary>
internal static class Ownership
{
    private const string Users = "/etc/passwd";

    /// <summary>A sentence on a path, or on the nearest folder above that can be looked at, and what its owner can do; empty where the platform does not say.</summary>
    /// <param name="path">The path that was refused.</param>
    public static string Describe(string path)
    {
        for (var at = path; !string.IsNullOrEmpty(at); at = Path.GetDirectoryName(at))
        {
            if (TryStat(at) is { Owner: { } owner } stat && !OperatingSystem.IsWindows())
            {
                var (name, mode) = (NameOf(owner), Convert.ToString((int)File.GetUnixFileMode(at), 8));
                return $" {at} belongs to {name} (mode {mode}): {name} can open it to others with chmod -R a+r{(stat.IsDirectory ? "X" : "")} {at}; or take a cache of your own with --cache=DIR.";
            }
        }
        return "";
    }

    private static FileStat? TryStat(string path)
    {
        try
        {
            return FileStat.TryRead(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string NameOf(uint user)
    {
        var number = user.ToString(CultureInfo.InvariantCulture);
        try
        {
            return File.ReadLines(Users).Select(l => l.Split(':')).FirstOrDefault(u => u.Length > 2 && u[2] == number)?[0] ?? $"user {number}";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"user {number}";
        }
    }
}
