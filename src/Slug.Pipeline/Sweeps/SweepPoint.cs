using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Sweeps;

/// <summary>One point of a sweep: what it sets in the config.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Name">A name fit for a folder, unique in the sweep: <c>003-iterations=10,scale=0.1</c>.</param>
/// <param name="Overrides">What it sets, in the order in which the sweep names it.</param>
public sealed record SweepPoint(int Index, string Name, IReadOnlyList<ConfigOverride> Overrides);
