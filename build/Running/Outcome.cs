using Slug.Build.CommandLine;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;

namespace Slug.Build.Running;

/// <summary>
/// How the run ended. Cake answers every failure with the same exit code, so what happened is kept here and told at the end.
/// </summary>
public sealed class Outcome(Interrupt interrupt, HostOptions options)
{
    /// <summary>What a user is told whose run was stopped.</summary>
    public const string Stopped = "Stopped. What was finished is kept; the same command goes on from there.";

    private Exception? _failure;
    private string? _lastError;
    private IReadOnlyList<string> _notForgotten = [];

    /// <summary>The task that is running, or ran last.</summary>
    public string? Task { get; set; }

    /// <summary>Takes down what was not forgotten: the run goes on to its end, and has failed all the same.</summary>
    /// <param name="concepts">The concepts.</param>
    public void Miss(IReadOnlyList<string> concepts) => _notForgotten = concepts;

    /// <summary>Keeps what a task or the wiring threw.</summary>
    public void Fail(Exception exception) => _failure ??= Unwrap(exception);

    /// <summary>Keeps what Cake reported where no exception reached us.</summary>
    public void Note(string error) => _lastError ??= error;

    /// <summary>Tells the user what went wrong, if anything did.</summary>
    /// <param name="output">Where to.</param>
    /// <returns>The program's exit code.</returns>
    public int Conclude(TextWriter output)
    {
        if (interrupt.Token.IsCancellationRequested)
        {
            output.WriteLine(Stopped);
            return ExitCodes.Interrupted;
        }
        switch (_failure)
        {
            case null when _lastError is null:
                if (_notForgotten.Count == 0)
                    return ExitCodes.Done;
                output.WriteLine($"error: not forgotten: {string.Join(", ", _notForgotten)}. With unlearn.allowFailure: true such a run counts as done.");
                return ExitCodes.Failed;
            case ConfigurationException wrong:
                var next = wrong.Problems.All(p => p.Origin.Source.StartsWith("--", StringComparison.Ordinal)) ? Mistakes.OfArguments : Mistakes.OfConfig;
                return Mistakes.Print(wrong.Problems.Select(p => p.ToString()), next, output);
            case ReportedFailureException:
                return ExitCodes.Failed;
            default:
                Describe(output);
                return ExitCodes.Failed;
        }
    }

    private void Describe(TextWriter output)
    {
        var where = Task is null || _failure is StepFailedException ? "" : $"{Task}: ";
        output.WriteLine($"error: {where}{_failure?.Message ?? _lastError}");
        if (options.Diagnostic)
            output.WriteLine(_failure);
        else
            output.WriteLine("The same command with --verbosity=diagnostic shows where in the code it happened.");
    }

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        Cake.Core.CakeReportException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };
}
