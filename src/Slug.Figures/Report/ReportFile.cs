namespace Slug.Figures.Report;

/// <summary>A result file that the report links to.</summary>
/// <param name="Path">Its path relative to the report, with forward slashes.</param>
/// <param name="Description">What it is.</param>
/// <param name="Bytes">Its size, where known.</param>
public sealed record ReportFile(string Path, string Description, long? Bytes = null);
