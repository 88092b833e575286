using Spectre.Console;

namespace Slug.Pipeline.Progress;

/// <summary>Chooses how to report on this process's console.</summary>
public static class ConsoleReporter
{
    /// <summary>A live bar on a terminal; timestamped lines where the output is piped or <c>CI</c> is set to anything but <c>false</c>.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="isWatched">Whether another process shows the last line as what is going on now: then each step says that it starts, and progress comes often.</param>
    public static IRunReporter Create(TimeProvider clock, bool isWatched = false)
    {
        var isAutomated = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !ci.Equals("false", StringComparison.OrdinalIgnoreCase);
        return Console.IsOutputRedirected || isAutomated
            ? new PlainReporter(Console.Out, clock, isWatched ? TimeSpan.FromSeconds(3) : null, isWatched)
            : new LiveReporter(AnsiConsole.Console, clock);
    }
}
