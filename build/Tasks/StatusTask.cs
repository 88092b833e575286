using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Results;
using Slug.Experiments.Sweeps;

namespace Slug.Build.Tasks;

/// <summary>Shows which stages are fresh, and why the others are not. Runs nothing.</summary>
[TaskName("Status")]
[TaskDescription("Shows which stages are fresh, and why the others are not")]
public sealed class StatusTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var run = context.RunOptions(context.Options.Config);
        if (run.Point is null && SweepRun.IsSweep(run))
            Console.Out.Write(SweepRun.Open(run).Plan());
        else
            ShowRun(context);
    }

    private static void ShowRun(BuildContext context)
    {
        Console.Out.Write(context.Experiment.Plan());
        if (PlotStage.Verdict(context.Experiment) is { } verdict)
            Console.Out.WriteLine($"\n{verdict.ToText(TerminalWidth.Now())}");
    }
}
