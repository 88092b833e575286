namespace Slug.Pipeline.Execution;

/// <summary>A step failed. Nothing of it was stored; what was stored before stays.</summary>
public sealed class StepFailedException : Exception
{
    /// <summary>Names the step, its log and the cause.</summary>
    /// <param name="stepId">The step.</param>
    /// <param name="logPath">Its log, or null when it failed before it had one.</param>
    /// <param name="cause">The failure.</param>
    public StepFailedException(string stepId, string? logPath, Exception cause)
        : base($"{stepId} failed: {Said(cause)}{(logPath is null ? "" : $" (log {logPath})")}", cause)
    {
        StepId = stepId;
        LogPath = logPath;
    }

    /// <summary>The step.</summary>
    public string StepId { get; }

    /// <summary>Its log.</summary>
    public string? LogPath { get; }

    // Work on several cores gathers its failures; what people need is what went wrong.
    private static string Said(Exception cause)
    {
        if (cause is not AggregateException several) return cause.Message;
        string[] messages = [.. several.Flatten().InnerExceptions.Select(e => e.Message).Distinct().Order(StringComparer.Ordinal)];
        return messages.Length == 1 ? messages[0] : $"{messages[0]} And {messages.Length - 1} more of the kind.";
    }
}
