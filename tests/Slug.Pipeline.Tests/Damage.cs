using Slug.Pipeline.Files;

namespace Slug.Pipeline.Tests;

/// <summary>Damage as a bad disk or a careless program does it.</summary>
public static class Damage
{
    /// <summary>Changes the first byte, then puts the modification time back: only the change time tells.</summary>
    public static void KeepingSizeAndTime(string path) => FlipBit(path, 0, restoreTime: true);

    /// <summary>Flips one bit of a file.</summary>
    public static void FlipBit(string path, long bit, bool restoreTime)
    {
        var time = File.GetLastWriteTimeUtc(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserWrite);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            var one = new byte[1];
            RandomAccess.Read(file, one, bit / 8);
            one[0] ^= (byte)(1 << (int)(bit % 8));
            RandomAccess.Write(file, one, bit / 8);
        }
        if (restoreTime)
            File.SetLastWriteTimeUtc(path, time);
    }
}

/// <summary>A file system that reports of a file what it reported when it was frozen, whatever happens to its bytes.</summary>
public sealed class FrozenStats : IFileStats
{
    private readonly Dictionary<string, FileStat> _frozen = new(StringComparer.Ordinal);

    /// <summary>Freezes what is known of every file below a folder; what was frozen before thaws.</summary>
    public void Freeze(string root)
    {
        _frozen.Clear();
        foreach (var path in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
            _frozen[path] = FileStat.TryRead(path)!.Value;
    }

    public FileStat? TryRead(string path)
    {
        var now = FileStat.TryRead(path);
        return now is not null && _frozen.TryGetValue(path, out var frozen) ? frozen : now;
    }
}
