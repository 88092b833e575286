using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>Makes an experiment's sets of whatever the config names as its data.</summary>
public interface IDataSource
{
    /// <summary>The sets.</summary>
    DataSets Sets { get; }

    /// <summary>The steps that make them, up to the cutting of retain and forget sets.</summary>
    IEnumerable<Step> Steps { get; }
}

/// <summary>The data sources, one a section of the config.</summary>
public static class DataSources
{
    /// <summary>The source that an experiment's config names.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="graph">Its steps.</param>
    /// <param name="downloads">Its files.</param>
    /// <param name="imageSize">The side of the model's input, in pixels.</param>
    public static IDataSource Of(Experiment experiment, StepGraph graph, DownloadStage downloads, int imageSize)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return experiment.Options switch
        {
            { Data: { } data } => new PairsSource(experiment, data, experiment.Pairs!, graph, downloads),
            { Canvas: { } canvas } => new CanvasSource(experiment, canvas, graph, downloads),
            { Emoji: { } emoji } => new EmojiSource(experiment, emoji, graph, downloads, imageSize),
            _ => new PeopleSource(experiment, graph, downloads),
        };
    }
}
