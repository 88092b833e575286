using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Regression;
using Slug.Experiments.Results;

namespace Slug.Build.Tasks;

/// <summary>Runs the experiment and holds its metrics against a tracked baseline; a regression fails the run.</summary>
[TaskName(Name)]
[TaskDescription("Runs the experiment and compares its metrics with a baseline (--baseline=FILE, --update)")]
[IsDependentOn(typeof(PlotTask))]
public sealed class RegressTask : FrostingTask<BuildContext>
{
    /// <summary>The target's name.</summary>
    public const string Name = "Regress";

    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var before = context.Baseline;
        var now = Baseline.Of(context.Experiment.Experiment.Options.Experiment, RunMetrics.Of(context.Experiment), before);
        var report = before is null ? null : RegressionReport.Compare(before, now);
        Console.Out.Write(report is null ? "" : $"\n{report}");
        if (context.Options.Update)
        {
            now.Save(context.BaselinePath);
            Console.Out.WriteLine($"{now.Metrics.Count} metrics are the new baseline: {context.BaselinePath}");
        }
        else if (report!.IsRegression)
        {
            Console.Out.WriteLine($"Worse than {context.BaselinePath}. If that is meant to be, the same command with --update takes today's metrics as the baseline.");
            throw new ReportedFailureException("A metric regressed.");
        }
    }
}
