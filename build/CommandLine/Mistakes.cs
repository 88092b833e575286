namespace Slug.Build.CommandLine;

/// <summary>Tells the user what is wrong with the command line or the config.</summary>
internal static class Mistakes
{
    /// <summary>Prints all mistakes and what to type next.</summary>
    /// <param name="mistakes">The mistakes.</param>
    /// <param name="output">Where to.</param>
    /// <returns>The exit code.</returns>
    public static int Print(IEnumerable<string> mistakes, TextWriter output)
    {
        foreach (var mistake in mistakes)
            output.WriteLine($"error: {mistake}");
        output.WriteLine("Nothing was run. './build.sh --help' lists the options and targets.");
        return ExitCodes.Mistake;
    }
}
