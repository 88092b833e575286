namespace Slug.Data.Archives;

/// <summary>The paths that a tar may hold.</summary>
internal static class TarPaths
{
    /// <summary>What the user shall do about an archive with an entry that is refused.</summary>
    public const string WhatNext = "Get the archive from its publisher again; if that one is the same, pack the files anew.";

    /// <summary>The path in its plain form, or an exception if unpacking it could write outside the folder it is unpacked in.</summary>
    /// <exception cref="InvalidDataException">The path is empty, absolute, or has a <c>..</c> in it.</exception>
    public static string Require(string path, string source)
    {
        var plain = path.Replace('\\', '/');
        while (plain.StartsWith("./", StringComparison.Ordinal))
            plain = plain[2..];
        var reason =
            plain.Length == 0 || plain.Contains('\0') ? "is not a path"
            : IsAbsolute(plain) ? "is absolute"
            : plain.Split('/').Contains("..") ? "leads out of the archive"
            : null;
        return reason is null ? plain : throw new InvalidDataException($"{source}: the entry path '{path}' {reason}; refused. {WhatNext}");
    }

    /// <summary>The path in the archive that a link points to; null where it leads out of it.</summary>
    /// <param name="path">The link's own path, in its plain form.</param>
    /// <param name="target">What it says.</param>
    /// <param name="isSymbolic">Whether it is relative to the link's folder, or to the archive's root.</param>
    public static string? TargetOf(string path, string target, bool isSymbolic)
    {
        var plain = target.Replace('\\', '/');
        if (plain.Length == 0 || IsAbsolute(plain))
            return null;
        List<string> parts = isSymbolic ? [.. path.Split('/')[..^1]] : [];
        foreach (var part in plain.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
                return null;
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "."))
                parts.Add(part);
        }
        return string.Join('/', parts);
    }

    private static bool IsAbsolute(string plain) => plain[0] == '/' || (plain.Length > 1 && plain[1] == ':');
}
