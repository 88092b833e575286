using Spectre.Console;

namespace Slug.Pipeline.Progress;

/// <summary>Chooses how to report on this process's console.</summary>
public static class ConsoleReporter
{
    /// <summary>A live bar on a terminal; timestamped lines where the output is piped or <c>CI</c> is set to anything but <c>false</c>.</summary>
    /// <param name="clock">The clock.</param>
    public static IRunReporter Create(TimeProvider clock)
    {
        var isAutomated = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !ci.Equals("false", StringComparison.OrdinalIgnoreCase);
        return Console.IsOutputRedirected || isAutomated
            ? new PlainReporter(Console.Out, clock)
            : new LiveReporter(AnsiConsole.Console, clock);
    }
}
