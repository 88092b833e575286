namespace Slug.Benchmarks;

/// <summary>One measured figure.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Target">What it should be, in words; null where there is no target.</param>
public sealed record Measurement(string What, double Value, string Unit, string? Target = null);
