using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments;
using Slug.Experiments.Graph;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;

namespace Slug.Build.Tasks;

/// <summary>Collects garbage: shows, and with <c>--apply</c> removes, what in the cache none of the configs given needs and no living process uses.</summary>
[TaskName("Clean")]
[TaskDescription("Shows what in the cache the configs given do not need; --apply removes it")]
public sealed class CleanTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        using var workspace = new Workspace(context.RunOptions(context.Options.Config).CachePath, TimeProvider.System);
        var roots = new List<ExperimentRun>();
        try
        {
            roots.AddRange(Load(context).Select(experiment => ExperimentRun.Open(experiment, workspace: workspace)));
            Console.Out.Write(ExperimentRun.Clean(roots, workspace, context.Options.Apply, context.Cancellation));
        }
        finally
        {
            roots.ForEach(r => r.Dispose());
        }
    }

    // All configs are checked before anything is counted as garbage: one that cannot be read would keep nothing.
    private static List<Experiment> Load(BuildContext context)
    {
        var problems = new List<ConfigProblem>();
        var experiments = new List<Experiment>();
        foreach (var config in context.Options.Configs)
        {
            try
            {
                experiments.AddRange(ExperimentLoader.LoadAll(context.RunOptions(config)));
            }
            catch (ConfigurationException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }
        return problems.Count == 0 ? experiments : throw new ConfigurationException(problems);
    }
}
