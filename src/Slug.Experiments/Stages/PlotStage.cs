using Slug.Pipeline.Stages;

namespace Slug.Experiments.Stages;

/// <summary>x</summary>
public static class PlotStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "Plot";

    /// <summary>Output: table, figures and report, as they lie in the results folder.</summary>
    public const string Report = "report";

    /// <summary>Concepts in the similarity matrix.</summary>
    public const int MatrixSize = 5;

    /// <summary>The steps.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => [];

    /// <summary>s</summary>
    public static string Summary(string report, string resultsFolder) => report + resultsFolder;
}
