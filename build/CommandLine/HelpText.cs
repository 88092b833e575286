namespace Slug.Build.CommandLine;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    /// <summary>Prints the text.</summary>
    /// <param name="tasks">Names and descriptions of the tasks.</param>
    /// <param name="output">Where to.</param>
    /// <returns>The exit code.</returns>
    public static int Print(IEnumerable<(string Name, string Description)> tasks, TextWriter output)
    {
        output.WriteLine("Reproduces an unlearning experiment: runs the stages of a config that are not fresh, and ends with tables and figures.");
        output.WriteLine();
        output.WriteLine("Usage: ./build.sh [OPTIONS]");
        output.WriteLine();
        output.WriteLine("Options:");
        WriteColumns(output, OptionTable.All.Select(o => (o.Form, o.Help)));
        output.WriteLine();
        output.WriteLine("Tasks:");
        WriteColumns(output, tasks);
        output.WriteLine();
        output.WriteLine("Exit codes: 0 done, 1 a stage or a test failed or something was not forgotten, 2 a mistake in the config or the arguments, 130 stopped by Ctrl+C.");
        return ExitCodes.Done;
    }

    private static void WriteColumns(TextWriter output, IEnumerable<(string Left, string Right)> rows)
    {
        var list = rows.ToList();
        var width = list.Max(r => r.Left.Length);
        foreach (var (left, right) in list)
            output.WriteLine($"  {left.PadRight(width)}  {right}");
    }
}
