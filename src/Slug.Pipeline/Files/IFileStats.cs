namespace Slug.Pipeline.Files;

/// <summary>Where stats come from. A seam for tests: a file system may keep size, times and inode of a file whose bytes went bad.</summary>
public interface IFileStats
{
    /// <inheritdoc cref="FileStat.TryRead"/>
    FileStat? TryRead(string path);
}

/// <summary>The stats of this machine's file systems.</summary>
public sealed class SystemFileStats : IFileStats
{
    private SystemFileStats()
    {
    }

    /// <summary>The only one; it holds nothing.</summary>
    public static SystemFileStats Instance { get; } = new();

    /// <inheritdoc/>
    public FileStat? TryRead(string path) => FileStat.TryRead(path);
}
