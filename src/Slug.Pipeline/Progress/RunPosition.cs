using System.Globalization;

namespace Slug.Pipeline.Progress;

/// <summary>Where a run stands: <c>step 12 of 37, about 4 min left</c>.</summary>
/// <param name="Step">The running step's number, from 1.</param>
/// <param name="Steps">How many steps the plan has.</param>
/// <param name="Expected">How long the running step is expected to take, by its last run or its like; null where nothing is known.</param>
/// <param name="After">How long those that are still to run after it are expected to take, as far as that is known.</param>
/// <param name="IsWhole">Whether it is known of all of them.</param>
public sealed record RunPosition(int Step, int Steps, TimeSpan? Expected, TimeSpan After, bool IsWhole)
{
    /// <summary>The position once the running step has run for some time.</summary>
    /// <param name="elapsed">For how long.</param>
    /// <param name="left">How long it goes on by its own progress; null where that cannot be told.</param>
    public string Text(TimeSpan elapsed, TimeSpan? left)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"step {Step} of {Steps}");
        var own = left ?? (Expected is { } expected ? expected > elapsed ? expected - elapsed : TimeSpan.Zero : null);
        var total = (own ?? TimeSpan.Zero) + After;
        // Of a first run little is known, and a wrong number is worse than none.
        if (total < TimeSpan.FromSeconds(1))
            return place;
        return $"{place}, {(own is not null && IsWhole ? "about" : "more than")} {Rough(total)} left";
    }

    private static string Rough(TimeSpan time) => time.TotalSeconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(time.TotalSeconds / 5) * 5):0} s")
        : time.TotalMinutes < 90
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h");
}
