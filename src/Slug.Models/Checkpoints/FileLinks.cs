using System.Runtime.InteropServices;

namespace Slug.Models.Checkpoints;

/// <summary>Second names for files that are the same in two folders.</summary>
internal static partial class FileLinks
{
    /// <summary>
    /// Gives a file a second name: a hard link, which stays whole whatever becomes of the first name, or a copy where the file system has none (another
    /// disk, FAT).
    /// </summary>
    public static void LinkOrCopy(string source, string target)
    {
        var real = new FileInfo(source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(source);
        var linked = OperatingSystem.IsWindows() ? CreateHardLink(target, real, 0) : LinkFile(real, target) == 0;
        if (!linked) Copy(real, target);
    }

    /// <summary>A copy that may be written to: in a store the source is read-only.</summary>
    public static void Copy(string source, string target)
    {
        File.Copy(source, target);
        File.SetAttributes(target, FileAttributes.Normal);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string existing, string created);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string created, string existing, nint attributes);
}
