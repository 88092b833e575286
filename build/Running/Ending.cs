using Slug.Experiments.Results;

namespace Slug.Build.Running;

/// <summary>What a run shows last: its table and verdict, or what its searches missed. A concept that is not forgotten fails the run, unless the config lets it.</summary>
internal static class Ending
{
    /// <summary>Ends a run that has made its table.</summary>
    public static void WithTable(BuildContext context)
    {
        var summary = PlotStage.Summary(context.Experiment, TerminalWidth.Now());
        Console.Out.WriteLine(summary.Text);
        Tell(context, summary.NotForgotten);
    }

    /// <summary>Ends a run that was asked to go no further than a stage between the searches and the table; nothing where it goes on.</summary>
    /// <param name="context">The run.</param>
    /// <param name="stage">The stage that has run.</param>
    public static void WithSearches(BuildContext context, string stage)
    {
        // A point of a sweep may run up to here for others, and tells of it in the sweep's table.
        if (context.Options.Targets.Contains(stage) && context.Options.Point is null)
            Tell(context, SearchVerdict.NotForgotten(context.Experiment));
    }

    private static void Tell(BuildContext context, IReadOnlyList<string> notForgotten)
    {
        if (notForgotten.Count == 0)
            return;
        if (context.Experiment.Experiment.Options.MayFail)
            Console.Out.WriteLine("The exit code is 0 all the same: unlearn.allowFailure.");
        else
            context.Outcome.Miss(notForgotten);
    }
}
