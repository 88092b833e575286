namespace Slug.Build.CommandLine;

/// <summary>Tells the user what is wrong with the command line or the config.</summary>
internal static class Mistakes
{
    /// <summary>What to do about a mistake in the arguments.</summary>
    public const string OfArguments = "'./build.sh --help' lists the options and targets.";

    /// <summary>What to do about a mistake in the config.</summary>
    public const string OfConfig = "Correct the config and type the same command again.";

    /// <summary>Prints all mistakes and what to do next.</summary>
    /// <param name="mistakes">The mistakes.</param>
    /// <param name="next">What to do next.</param>
    /// <param name="output">Where to.</param>
    /// <returns>The exit code.</returns>
    public static int Print(IEnumerable<string> mistakes, string next, TextWriter output)
    {
        foreach (var mistake in mistakes)
            output.WriteLine($"error: {mistake}");
        output.WriteLine($"Nothing was run. {next}");
        return ExitCodes.Mistake;
    }
}
