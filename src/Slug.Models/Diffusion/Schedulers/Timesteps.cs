namespace Slug.Models.Diffusion.Schedulers;

/// <summary>The timesteps of a sampling, the noisiest first.</summary>
internal static class Timesteps
{
    /// <summary>Of DDIM and PNDM.</summary>
    public static long[] Of(SchedulerConfig config, int steps) => Checked(config, Spread(config, steps));

    /// <summary>Of the multistep solver, which leaves out the cleanest of one more.</summary>
    public static long[] OfSolver(SchedulerConfig config, int steps) => Checked(config, SpreadOfSolver(config, steps));

    private static long[] Checked(SchedulerConfig config, long[] timesteps) => timesteps[0] < config.TrainTimesteps
        ? timesteps
        : throw new ArgumentException($"{timesteps.Length} steps with an offset of {config.StepsOffset} begin at {timesteps[0]}; the training had {config.TrainTimesteps} timesteps. Take fewer steps.");

    private static long[] Spread(SchedulerConfig config, int steps)
    {
        var (count, offset) = (config.TrainTimesteps, config.StepsOffset);
        return config.Spacing switch
        {
            TimestepSpacing.Leading => [.. Range(steps).Select(i => (i * (count / steps)) + offset).Reverse()],
            TimestepSpacing.Linspace => [.. Linspace(count - 1, steps).Reverse()],
            _ => Trailing(count, steps),
        };
    }

    private static long[] SpreadOfSolver(SchedulerConfig config, int steps)
    {
        var (count, offset) = (config.TrainTimesteps, config.StepsOffset);
        return config.Spacing switch
        {
            TimestepSpacing.Leading => [.. Range(steps + 1).Select(i => (i * (count / (steps + 1))) + offset).Reverse().Take(steps)],
            TimestepSpacing.Linspace => [.. Linspace(count - 1, steps + 1).Reverse().Take(steps)],
            _ => Trailing(count, steps),
        };
    }

    private static IEnumerable<long> Range(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    // Halves go to the even number, in numpy as in .NET.
    private static IEnumerable<long> Linspace(double end, int count) => Range(count).Select(i => count == 1 ? 0 : (long)Math.Round(i * (end / (count - 1))));

    private static long[] Trailing(int count, int steps) => [.. Range(steps).Select(i => (long)Math.Round(count - (i * ((double)count / steps))) - 1)];
}
