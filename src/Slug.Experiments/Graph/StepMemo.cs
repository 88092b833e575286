using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Graph;

/// <summary>
/// The steps of an experiment, each made once: a stage asks the stages before it for their steps, and those ask further back, so that
/// without this the first steps would be made again for each of the last.
/// </summary>
internal static class StepMemo
{
    // By the experiment's identity: a copy with other options makes steps of its own.
    private static readonly ConditionalWeakTable<Experiment, ConcurrentDictionary<string, Step>> Made = [];

    /// <summary>The step of a name, made when it is first asked for.</summary>
    /// <param name="experiment">The experiment that it is of.</param>
    /// <param name="id">Its name in the experiment.</param>
    /// <param name="make">Makes it.</param>
    public static Step Once(this Experiment experiment, string id, Func<Step> make) =>
        Made.GetOrCreateValue(experiment).GetOrAdd(id, static (_, make) => make(), make);
}
