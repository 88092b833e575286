namespace Slug.Build.Running;

/// <summary>Runs a stage that not every experiment has.</summary>
internal static class OptionalStage
{
    /// <summary>Runs it where the experiment has it. Who runs a whole experiment without it wants no line about it; who asks for this very target does.</summary>
    /// <param name="context">The run.</param>
    /// <param name="stage">The stage.</param>
    public static async Task RunAsync(BuildContext context, string stage)
    {
        var experiment = context.Experiment;
        if (experiment.Steps.Any(step => step.Stage == stage))
            await experiment.RunStageAsync(stage, context.Cancellation);
        else if (context.Options.Targets.Contains(stage, StringComparer.OrdinalIgnoreCase))
            await Console.Out.WriteLineAsync($"{stage}: nothing to do, for an experiment of the family '{experiment.Experiment.Family.Name}' as its config states it has no such stage");
    }
}
