using Slug.Basics;

namespace Slug.Models.Checkpoints;

/// <summary>Files that are the same in two folders.</summary>
internal static class FileLinks
{
    /// <summary>Gives a file a second name, or copies it where none can be made.</summary>
    public static void LinkOrCopy(string source, string target)
    {
        if (!HardLink.TryCreate(source, target)) Copy(source, target);
    }

    /// <summary>A copy that may be written to: in a store the source is read-only.</summary>
    public static void Copy(string source, string target)
    {
        File.Copy(source, target);
        File.SetAttributes(target, FileAttributes.Normal);
    }
}
