using System.Runtime.InteropServices;

namespace Slug.Basics;

/// <summary>Second names for files.</summary>
public static partial class HardLink
{
    /// <summary>
    /// Gives a file a second name, which stays whole whatever becomes of the first; false where none can be made (another file system, too many links, another
    /// user's file).
    /// </summary>
    /// <param name="source">The file; of a symbolic link its target.</param>
    /// <param name="target">The name, which nothing has yet.</param>
    public static bool TryCreate(string source, string target)
    {
        // Of a symbolic link the link itself would get a second name.
        var real = new FileInfo(source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(source);
        try
        {
            return OperatingSystem.IsWindows() ? CreateHardLink(target, real, 0) : LinkFile(real, target) == 0;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string existing, string created);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string created, string existing, nint attributes);
}
