using System.Text.RegularExpressions;

namespace Slug.Pipeline.Files;

/// <summary>Failures that a full disk caused, wherever among the causes of a failure it stands.</summary>
internal static partial class FullDisk
{
    /// <summary>What the user is told, with the disk and how much of it is free.</summary>
    /// <param name="failure">The failure of what writes files.</param>
    /// <param name="folder">Where it writes, if the failure names no file.</param>
    /// <returns>Null where it was something else.</returns>
    public static string? TellOf(Exception failure, string folder)
    {
        if (Causes(failure).FirstOrDefault(IsOne) is not { } cause)
            return null;
        var path = Quoted().Match(cause.Message) is { Success: true } match ? match.Groups["path"].Value : folder;
        return $"no space left on {Disk.Of(path)}, for {path}. Free some, or put the cache on a larger disk (--cache=DIR); what is stored so far stays usable.";
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
