using System.Runtime.InteropServices;

namespace Slug.Pipeline.Files;

/// <summary>The few Linux calls that .NET has no managed face for. Callers ask <see cref="Available"/> first.</summary>
internal static partial class NativeMethods
{
    /// <summary>Directory entry types of <c>getdents64</c>.</summary>
    public const byte TypeUnknown = 0, TypeDirectory = 4, TypeFile = 8, TypeLink = 10;

    /// <summary>Whether these calls may be used: Linux with glibc, else the managed ways are taken.</summary>
    public static bool Available { get; } = OperatingSystem.IsLinux() && Probe();

    /// <summary>Lists a directory's entries into <paramref name="buffer"/>; the bytes written, 0 at the end, -1 on an error.</summary>
    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static unsafe partial nint GetDirectoryEntries(int directory, byte* buffer, nint size);

    /// <summary>Opens a path.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    /// <summary>Closes a descriptor.</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>Reads size, times and identity of the file behind a path, following links.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* buffer);

    /// <summary>Takes or releases a lock on an open file; the kernel releases it when its holder dies.</summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(SafeHandle file, int operation);

    /// <summary>Shares the blocks of one file with another (FICLONE) where the file system can.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoControl(SafeHandle target, nuint request, SafeHandle source);

    /// <summary>Writes a whole file system's pending data to its disk.</summary>
    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SyncFileSystem(int descriptor);

    /// <summary>Writes one descriptor's pending data to disk; works on directories, which .NET cannot open.</summary>
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int descriptor);

    /// <summary>Gives the pages of freed memory back to the system, but for <paramref name="pad"/> bytes; 1 when any went.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    public static partial int TrimHeap(nuint pad);

    /// <summary>Flags for <see cref="Open"/>: read only, or read and write and make it when missing; closed in child processes.</summary>
    public const int ReadFlags = 0x80000, ReadWriteCreateFlags = 0x80042;

    /// <summary>Flags for <see cref="Open"/>: read only, a directory, closed in child processes.</summary>
    public static int DirectoryFlags { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x84000 : 0x90000;

    // A libc without one of the entry points (musl, an old glibc) must lead to the managed ways, not to a crash in mid run.
    private static bool Probe() =>
        NativeLibrary.TryLoad("libc", typeof(NativeMethods).Assembly, null, out var libc)
        && NativeLibrary.TryGetExport(libc, "getdents64", out _)
        && NativeLibrary.TryGetExport(libc, "statx", out _)
        && NativeLibrary.TryGetExport(libc, "syncfs", out _)
        && NativeLibrary.TryGetExport(libc, "malloc_trim", out _);
}
