namespace Slug.Pipeline.Executors;

/// <summary>Reads what a host that ran a point wrote to its log.</summary>
internal static class JobLog
{
    private const string ErrorMark = "error: ";

    /// <summary>The last error that the log tells of, or the last line of one that tells of none; null for an empty or missing log.</summary>
    /// <param name="path">The log.</param>
    public static string? Failure(string path)
    {
        if (!File.Exists(path))
            return null;
        var lines = File.ReadLines(path).Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
        return lines.LastOrDefault(l => l.StartsWith(ErrorMark, StringComparison.Ordinal))?[ErrorMark.Length..] ?? lines.LastOrDefault();
    }
}
