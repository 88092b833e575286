using Slug.Experiments.Graph;

namespace Slug.Experiments.Results;

/// <summary>What the searches of the Unlearn stage came to, for runs that end before anything is measured.</summary>
public static class SearchVerdict
{
    /// <summary>The report of a search, as steps of the Unlearn stage call it.</summary>
    public const string Report = "search.json";

    /// <summary>The concepts that were not forgotten; none where all were, or where the stage has not run.</summary>
    /// <param name="run">The run.</param>
    public static IReadOnlyList<string> NotForgotten(ExperimentRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return
        [
            .. run.Steps.Where(step => step.Stage == StageNames.Unlearn && step.Outputs.Any(output => output is { Name: Report, PublishAs: not null }))
                .Select(step => run.Find(step.Id, Report)).OfType<string>().Select(SearchReport.Load).Where(search => !search.Forgotten)
                .Select(search => search.Concept),
        ];
    }
}
