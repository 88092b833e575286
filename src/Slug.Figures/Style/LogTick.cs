namespace Slug.Figures.Style;

/// <summary>A labelled tick on a logarithmic axis.</summary>
/// <param name="Position">Logarithm of the value.</param>
/// <param name="Label">The value, for people.</param>
internal readonly record struct LogTick(double Position, string Label);
