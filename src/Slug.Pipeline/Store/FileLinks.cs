using Slug.Basics;
using Slug.Pipeline.Files;

namespace Slug.Pipeline.Store;

/// <summary>Gives an object a second place without a second copy of its bytes, where the file system can.</summary>
internal static class FileLinks
{
    private const nuint CloneRequest = 0x40049409;

    /// <summary>Makes a hard link, or a copy where none can be made (another file system, too many links, another user's file).</summary>
    public static void LinkOrCopy(string source, string target)
    {
        if (!HardLink.TryCreate(source, target))
            File.Copy(source, target);
    }

    /// <summary>
    /// Shares the blocks (a reflink: writing to the one leaves the other alone), or makes a hard link, or copies. A reflink or a copy
    /// may be written to by its owner.
    /// </summary>
    public static void CloneLinkOrCopy(string source, string target)
    {
        if (!TryClone(source, target))
            LinkOrCopy(source, target);
        if (!OperatingSystem.IsWindows() && FileStat.TryRead(target)?.Links == 1)
            File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private static bool TryClone(string source, string target)
    {
        if (!NativeMethods.Available)
            return false;
        using var from = File.OpenHandle(source, share: FileShare.ReadWrite | FileShare.Delete);
        using (var to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
        {
            if (NativeMethods.IoControl(to, CloneRequest, from) == 0)
                return true;
        }
        File.Delete(target);
        return false;
    }
}
