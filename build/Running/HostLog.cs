using System.Globalization;
using Cake.Core.Diagnostics;

namespace Slug.Build.Running;

/// <summary>
/// Cake's log as plain lines. Errors wait for the end of the run, where they are told once and in full; from verbose on they show at
/// once as well.
/// </summary>
internal sealed class HostLog(Outcome outcome) : ICakeLog
{
    /// <inheritdoc/>
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <inheritdoc/>
    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        if (verbosity > Verbosity)
            return;
        var text = args.Length == 0 ? format : string.Format(CultureInfo.InvariantCulture, format, args);
        switch (level)
        {
            case LogLevel.Fatal or LogLevel.Error:
                outcome.Note(text);
                if (Verbosity >= Verbosity.Verbose)
                    Console.Error.WriteLine(text);
                break;
            case LogLevel.Warning:
                Console.Error.WriteLine($"warning: {text}");
                break;
            default:
                Console.Out.WriteLine(text);
                break;
        }
    }
}
