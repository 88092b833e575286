using System.Runtime.InteropServices;
using System.Text;

namespace Slug.Pipeline.Files;

/// <summary>Lists everything under a folder with its stat: one pass over the directories, then all stats in parallel.</summary>
public static class FolderWalk
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One file, or one folder with nothing in it.</summary>
    /// <param name="Path">Path relative to the root, with <c>/</c> between its parts.</param>
    /// <param name="Stat">The file's stat; a folder's where it is empty.</param>
    public readonly record struct Entry(string Path, FileStat Stat);

    /// <summary>The files and the empty folders below <paramref name="root"/>, sorted by ordinal path. Links are followed.</summary>
    /// <param name="root">An existing folder.</param>
    /// <param name="stats">Where the files' stats come from; null asks the system.</param>
    /// <exception cref="IOException">A folder cannot be read, a link leads nowhere or to a folder that holds it, a name is not UTF-8.</exception>
    public static Entry[] List(string root, IFileStats? stats = null)
    {
        stats ??= SystemFileStats.Instance;
        var names = new List<string>();
        Collect(root, "", names, []);
        var entries = new Entry[names.Count];
        ParallelWork.For((names.Count + 511) / 512, CancellationToken.None, chunk =>
        {
            for (var i = chunk * 512; i < Math.Min(names.Count, (chunk + 1) * 512); i++)
            {
                var path = $"{root}/{names[i]}";
                var stat = stats.TryRead(path) ?? throw new IOException($"{path} vanished while its folder was read, or is a link that leads nowhere.");
                if (!stat.IsPlain)
                    throw new IOException($"{path} is a pipe or a device, not a file; remove it.");
                entries[i] = new Entry(names[i], stat);
            }
        });
        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return entries;
    }

    private static void Collect(string root, string prefix, List<string> names, HashSet<(ulong, ulong)> above)
    {
        var folder = prefix.Length == 0 ? root : $"{root}/{prefix}";
        var children = new List<(string Name, byte Type)>();
        if (NativeMethods.Available)
            ReadNative(folder, children);
        else
            ReadManaged(folder, children);
        if (children.Count == 0 && prefix.Length > 0)
            names.Add(prefix);
        foreach (var (name, type) in children)
        {
            var path = prefix.Length == 0 ? name : $"{prefix}/{name}";
            if (type is NativeMethods.TypeFile || !IsFolder($"{root}/{path}", type))
            {
                names.Add(path);
                continue;
            }
            var stat = FileStat.TryRead($"{root}/{path}") ?? throw new IOException($"{root}/{path} vanished while its folder was read.");
            if (!above.Add((stat.Device, stat.Inode)))
                throw new IOException($"{root}/{path} is a link to a folder that holds it.");
            Collect(root, path, names, above);
            above.Remove((stat.Device, stat.Inode));
        }
    }

    private static bool IsFolder(string path, byte type) =>
        type == NativeMethods.TypeDirectory || (FileStat.TryRead(path) ?? throw new IOException($"{path} is a link that leads nowhere.")).IsDirectory;

    private static unsafe void ReadNative(string folder, List<(string, byte)> children)
    {
        var directory = NativeMethods.Open(folder, NativeMethods.DirectoryFlags, 0);
        if (directory < 0)
            throw Failure(folder);
        try
        {
            const int size = 1 << 16;
            var memory = new byte[size];
            fixed (byte* buffer = memory)
            {
                nint filled;
                while ((filled = NativeMethods.GetDirectoryEntries(directory, buffer, size)) > 0)
                {
                    for (nint at = 0; at < filled; at += *(ushort*)(buffer + at + 16))
                    {
                        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + 19);
                        if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                            children.Add((Decode(name, folder), buffer[at + 18]));
                    }
                }
                if (filled < 0)
                    throw Failure(folder);
            }
        }
        finally
        {
            _ = NativeMethods.Close(directory);
        }
    }

    private static string Decode(ReadOnlySpan<byte> name, string folder)
    {
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw new IOException($"{folder} holds a file whose name is not UTF-8 ({Encoding.Latin1.GetString(name)}); rename it.");
        }
    }

    private static IOException Failure(string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{folder}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    private static void ReadManaged(string folder, List<(string, byte)> children)
    {
        foreach (var info in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            children.Add((info.Name, info is DirectoryInfo ? NativeMethods.TypeDirectory : NativeMethods.TypeFile));
    }
}
