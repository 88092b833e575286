using System.Runtime.InteropServices;

namespace Slug.Models.Checkpoints;

/// <summary>
/// Brings a mapped file's pages into memory many at a time. A page fault each costs more than the reading itself; and what Linux reads because of an announcement (posix_fadvise) it
/// keeps in single pages, where it would have kept a run of them as one, which costs as much again when they are mapped.
/// </summary>
internal static unsafe partial class PagePopulation
{
    // Of madvise: large pages where the file system has them, so that a fault reads as much at once; map what is there and read what is not.
    private const int HugePage = 14, PopulateRead = 22;

    /// <summary>Whether the system can: it populates from Linux 5.14 on, and reads files ahead in large pages from 5.18 on.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(5, 18) && CanAdvise();

    /// <summary>Lets memory that begins at a page be read and mapped in large pages. Only advice: what it does not help it does not harm.</summary>
    /// <param name="start">The address of a mapping.</param>
    /// <param name="length">Bytes.</param>
    public static void PreferLarge(nint start, long length)
    {
        if (IsSupported) _ = Advise(start, (nint)length, HugePage);
    }

    /// <summary>Reads what is not in memory yet and maps it. Memory of any other kind stays as it is.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="length">Bytes.</param>
    public static void Read(nint start, long length)
    {
        if (!IsSupported) return;
        var first = start & -(nint)Environment.SystemPageSize;
        // A page that cannot be read, of a file that was cut off, is told where it is touched.
        _ = Advise(first, (nint)(start + length - first), PopulateRead);
    }

    // Of a page that is there: of none at all some systems take any advice.
    private static bool CanAdvise()
    {
        var size = (nuint)Environment.SystemPageSize;
        var page = NativeMemory.AlignedAlloc(size, size);
        try
        {
            return Advise((nint)page, (nint)size, HugePage) == 0 && Advise((nint)page, (nint)size, PopulateRead) == 0;
        }
        finally
        {
            NativeMemory.AlignedFree(page);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);
}
