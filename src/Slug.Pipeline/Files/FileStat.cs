using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Slug.Pipeline.Files;

/// <summary>What the file system says of a file without opening it: enough to notice that it was written to.</summary>
/// <param name="Device">The file system's number; 0 where the platform has none.</param>
/// <param name="Inode">The file's number in it; where the platform has none, a hash of the path.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Modified">Time of the last write, nanoseconds since 1970.</param>
/// <param name="Changed">Time of the last change of the file's inode (content, links, mode), nanoseconds since 1970. No program can set it back.</param>
/// <param name="IsDirectory">Whether it is a folder.</param>
public readonly record struct FileStat(ulong Device, ulong Inode, long Size, long Modified, long Changed, bool IsDirectory)
{
    /// <summary>How many names the file has; 1 where the platform does not say.</summary>
    public int Links { get; init; } = 1;

    /// <summary>The number of the user whose file it is; null where the platform does not say.</summary>
    public uint? Owner { get; init; }

    /// <summary>Whether it is a file or a folder, and not a pipe, a socket or a device.</summary>
    public bool IsPlain { get; init; } = true;

    private const int FollowLinks = 0, CurrentDirectory = -100, BasicStats = 0x7ff, NoSuchFile = 2, NotADirectory = 20;

    /// <summary>Reads a path's stat, following links; null when nothing is there (a broken link included).</summary>
    /// <param name="path">An absolute path, or one relative to the working directory.</param>
    /// <exception cref="IOException">The path is there but cannot be examined.</exception>
    public static FileStat? TryRead(string path) => NativeMethods.Available ? ReadNative(path) : ReadManaged(path);

    private static unsafe FileStat? ReadNative(string path)
    {
        var buffer = stackalloc byte[256];
        if (NativeMethods.Statx(CurrentDirectory, path, FollowLinks, BasicStats, buffer) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoSuchFile or NotADirectory ? null : throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
        var stat = new ReadOnlySpan<byte>(buffer, 256);
        const int typeMask = 0xf000, directory = 0x4000, regular = 0x8000;
        var type = BinaryPrimitives.ReadUInt16LittleEndian(stat[28..]) & typeMask;
        return new FileStat(
            Device: ((ulong)Number(stat, 136) << 32) | Number(stat, 140),
            Inode: BinaryPrimitives.ReadUInt64LittleEndian(stat[32..]),
            Size: BinaryPrimitives.ReadInt64LittleEndian(stat[40..]),
            Modified: Time(stat, 112),
            Changed: Time(stat, 96),
            IsDirectory: type == directory)
        { Links = (int)Number(stat, 16), Owner = Number(stat, 20), IsPlain = type is directory or regular };
    }

    private static uint Number(ReadOnlySpan<byte> stat, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(stat[offset..]);

    private static long Time(ReadOnlySpan<byte> stat, int offset) =>
        (BinaryPrimitives.ReadInt64LittleEndian(stat[offset..]) * 1_000_000_000) + Number(stat, offset + 8);

    private static FileStat? ReadManaged(string path)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (!info.Exists)
            return null;
        var modified = (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100;
        var name = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(info.FullName)));
        return new FileStat(0, name, (info as FileInfo)?.Length ?? 0, modified, 0, info is DirectoryInfo);
    }
}
