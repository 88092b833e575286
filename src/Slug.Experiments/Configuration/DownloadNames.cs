using Slug.Basics;

namespace Slug.Experiments.Configuration;

/// <summary>What is said of a name that no download has.</summary>
internal static class DownloadNames
{
    /// <summary>The mistake, with the nearest names; where it is a path, how a file of this machine is named.</summary>
    /// <param name="name">The name in the config.</param>
    /// <param name="known">The names of the section <c>download</c>.</param>
    public static string Unknown(string name, IEnumerable<string> known) => IsPath(name)
        ? $"no download is named '{name}'; a file of this machine is a download too: name it in the section download, 'my-file: {{ file: {name} }}', and say my-file here"
        : $"no download is named '{name}'{NearestNames.Hint(name, known)}";

    private static bool IsPath(string name) => name.Contains('/') || name.Contains('\\') || Path.HasExtension(name) || File.Exists(name);
}
