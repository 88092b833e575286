using System.Text.RegularExpressions;

namespace Slug.Pipeline.Files;

/// <summary>Failures that a full disk caused, wherever among the causes of a failure it stands.</summary>
internal static partial class FullDisk
{
    /// <summary>What helps where the cache fills the disk.</summary>
    public const string MoveCache = "put the cache on a larger disk (--cache=DIR)";

    /// <summary>What helps where a folder fills the disk that no option puts elsewhere.</summary>
    public static string Move(string folder) => $"move {folder} to a larger disk and put a link to it in its place";

    /// <summary>What the user can do.</summary>
    /// <param name="help">What helps besides removing files; null for nothing.</param>
    public static string Advice(string? help) => $"Free some{(help is null ? "" : $", or {help}")}; what is stored so far stays usable.";

    /// <summary>What the user is told, with the disk and how much of it is free.</summary>
    /// <param name="failure">The failure of what writes files.</param>
    /// <param name="folder">Where it writes, if the failure names no file.</param>
    /// <param name="help">What helps where a path is on a full disk, besides removing files.</param>
    /// <returns>Null where it was something else.</returns>
    public static string? TellOf(Exception failure, string folder, Func<string, string?> help)
    {
        if (Causes(failure).FirstOrDefault(IsOne) is not { } cause)
            return null;
        var path = Quoted().Match(cause.Message) is { Success: true } match ? match.Groups["path"].Value : folder;
        return $"no space left on {Disk.Of(path)}, for {path}. {Advice(help(path))}";
    }

    /// <summary>Whether the system said so: no space, or no more of it for this user.</summary>
    public static bool IsOne(Exception failure)
    {
        const int noSpace = 28, quota = 122, windowsDiskFull = 0x70;
        return failure is IOException && (failure.HResult & 0xffff) is var code && (OperatingSystem.IsWindows() ? code == windowsDiskFull : code is noSpace or quota);
    }

    private static IEnumerable<Exception> Causes(Exception failure) => failure is AggregateException several
        ? several.Flatten().InnerExceptions.SelectMany(Causes)
        : failure.InnerException is { } inner ? Causes(inner).Prepend(failure) : [failure];

    // .NET quotes the file: No space left on device : '/cache/work/1/out.tar'.
    [GeneratedRegex("'(?<path>/[^']+|[A-Za-z]:[^']+)'")]
    private static partial Regex Quoted();
}
