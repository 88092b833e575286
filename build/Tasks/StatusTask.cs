using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Experiments.Sweeps;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Freshness;

namespace Slug.Build.Tasks;

/// <summary>Shows which stages are fresh, why the others are not, and which files are missing. Runs nothing.</summary>
[TaskName(Name)]
[TaskDescription("Shows which stages are fresh, why the others are not, and what files to bring (--json)")]
public sealed class StatusTask : FrostingTask<BuildContext>
{
    /// <summary>The target's name.</summary>
    public const string Name = "Status";

    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var options = context.RunOptions(context.Options.Config);
        if (options.Point is null && SweepRun.IsSweep(options))
        {
            ShowSweep(SweepRun.Open(options), context.Options.Json);
            return;
        }

        var experiment = ExperimentLoader.Load(options);
        using var run = ExperimentRun.Open(experiment, planOnly: experiment.MissingFiles.Count > 0);
        var plan = run.Plan();
        if (context.Options.Json)
        {
            Console.Out.Write(StatusJson.Write(experiment, plan));
            return;
        }

        Console.Out.Write(plan);
        Console.Out.Write(EstimateText.Pictures(EstimateText.Made(plan.Steps.Where(s => s.Verdict.State != FreshnessState.Fresh), experiment.PicturesOf)));
        Console.Out.Write(EstimateText.Render(EstimateText.Of(experiment.Estimates, plan, experiment.PicturesOf)));
        if (experiment.MissingFiles.Count == 0)
        {
            if (PlotStage.Verdict(run) is { } verdict)
                Console.Out.WriteLine($"\n{verdict.ToText(TerminalWidth.Now())}");
            return;
        }

        ShowMissing(experiment.MissingFiles);
    }

    private static void ShowSweep(SweepRun sweep, bool json)
    {
        var plan = sweep.Plan(planOnly: sweep.MissingFiles.Count > 0);
        Console.Out.Write(json ? StatusJson.Write(sweep, plan) : plan);
        if (!json)
        {
            var points = sweep.Estimates.Zip(plan.ToRun, sweep.PicturesOf).ToList();
            Console.Out.Write(EstimateText.Pictures([.. points.SelectMany(p => EstimateText.Made(p.Second, p.Third))]));
            Console.Out.Write(EstimateText.Render(EstimateText.Of(points)));
        }

        if (!json && sweep.MissingFiles.Count > 0)
            ShowMissing(sweep.MissingFiles);
    }

    private static void ShowMissing(IReadOnlyList<ConfigProblem> files)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine($"{files.Count} {(files.Count == 1 ? "file is" : "files are")} to be brought before it can run:");
        foreach (var missing in files)
            Console.Out.WriteLine($"  {missing}");
    }
}
