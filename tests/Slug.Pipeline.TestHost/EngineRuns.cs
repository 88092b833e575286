using Slug.Pipeline.Progress;

// Beside the engine, so that who uses it finds this without a using.
namespace Slug.Pipeline.Execution;

/// <summary>Runs of a whole plan, as a host makes them: stage by stage.</summary>
public static class EngineRuns
{
    /// <summary>Brings all steps up to date.</summary>
    /// <returns>What became of each step.</returns>
    public static async Task<IReadOnlyList<StepReport>> RunAllAsync(this Engine engine, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var reports = new List<StepReport>();
        foreach (var stage in engine.Stages)
            reports.AddRange(await engine.RunStageAsync(stage, cancellation).ConfigureAwait(false));
        return reports;
    }
}
