using Cake.Core;
using Cake.Core.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

/// <summary>Runs a small host and keeps what it did: its exit code, what its tasks noted down, its log and its console.</summary>
internal sealed class TestRun
{
    private readonly RecordingLog _log = new();
    private readonly RecordingConsole _console = new();

    public int ExitCode { get; private set; }

    public List<string> Notes { get; } = [];

    public string Log => string.Join('\n', _log.Lines);

    public string Console => _console.Text.ToString();

    public static TestRun Of(string commandLine, Action<CakeHost> configure, params Type[] tasks)
    {
        var run = new TestRun();
        var host = new CakeHost().UseContext<NotesContext>().ConfigureServices(services =>
        {
            services.AddSingleton(run.Notes).AddSingleton<ICakeLog>(run._log).AddSingleton<IConsole>(run._console);
            foreach (var task in tasks)
                services.AddSingleton(typeof(IFrostingTask), task);
        });
        configure(host);
        run.ExitCode = host.Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return run;
    }

    public static TestRun Of(string commandLine, params Type[] tasks) => Of(commandLine, _ => { }, tasks);
}

/// <summary>A context whose tasks note down what happens to them.</summary>
public sealed class NotesContext(ICakeContext context, List<string> notes) : FrostingContext(context)
{
    public void Note(string text) => notes.Add(text);
}

internal sealed class RecordingLog : ICakeLog
{
    public List<string> Lines { get; } = [];

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        if (verbosity <= Verbosity)
            Lines.Add($"{level}: {string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args)}");
    }
}

internal sealed class RecordingConsole : IConsole
{
    public System.Text.StringBuilder Text { get; } = new();

    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes => false;

    public void Write(string format, params object[] arg) => Text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, format, arg);

    public void WriteLine(string format, params object[] arg)
    {
        Write(format, arg);
        Text.Append('\n');
    }

    public void WriteError(string format, params object[] arg) => Write(format, arg);

    public void WriteErrorLine(string format, params object[] arg) => WriteLine(format, arg);

    public void ResetColor()
    {
    }
}
