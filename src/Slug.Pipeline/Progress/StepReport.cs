using Slug.Pipeline.Freshness;
using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Progress;

/// <summary>How a step ended.</summary>
public enum StepOutcome
{
    /// <summary>Its result was in the store.</summary>
    Fresh,

    /// <summary>It ran.</summary>
    Ran,

    /// <summary>Another process made its result while this one waited.</summary>
    TakenOver,

    /// <summary>Its result was fetched from the remote cache.</summary>
    Fetched,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What became of a step.</summary>
/// <param name="StepId">The step.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Verdict">Why it ran, or that it is fresh.</param>
/// <param name="Duration">How long it ran; zero for a fresh one.</param>
/// <param name="LogPath">Its log, relative to the working directory where it lies below it; null when it did not run.</param>
public sealed record StepReport(string StepId, StepOutcome Outcome, FreshnessVerdict Verdict, TimeSpan Duration, string? LogPath)
{
    /// <summary>The width of the plan's longest step id, so that the lines of a run stand in columns.</summary>
    public int Column { get; init; }

    /// <summary>The step's line: <c>Pretrain  stale (never ran), ran 4:02, log results/demo/logs/Pretrain.log</c>.</summary>
    public override string ToString()
    {
        var text = $"{StepId.PadRight(Column)}  {PlanText.Verdict(Verdict)}";
        text += Outcome switch
        {
            StepOutcome.Fresh => "",
            StepOutcome.TakenOver => ", taken from another process",
            StepOutcome.Fetched => ", fetched from the remote cache",
            StepOutcome.Ran => $", ran {Durations.Text(Duration)}",
            StepOutcome.Failed => $", failed after {Durations.Text(Duration)}",
            _ => $", cancelled after {Durations.Text(Duration)}",
        };
        return LogPath is null ? text : $"{text}, log {LogPath}";
    }
}
