namespace Slug.Build.Running;

/// <summary>A task failed and has already told the user all about it.</summary>
internal sealed class ReportedFailureException(string message) : Exception(message);
