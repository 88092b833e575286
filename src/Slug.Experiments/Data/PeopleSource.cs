using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// People, as in the paper: pairs from LAION, CelebA's faces to measure forgetting on, ImageNet to measure what is kept. Layer and step size are chosen
/// on the pictures that the results are measured on, as in the reference: CelebA has no others of a person.
/// </summary>
internal sealed class PeopleSource : IDataSource
{
    private readonly Experiment _experiment;
    private readonly LaionShardsStep _shards;
    private readonly LaionNamedSteps _named;
    private readonly CelebATars _people;
    private readonly ImageNetTars? _imageNet;

    /// <summary>Makes the source.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="graph">Its steps.</param>
    /// <param name="downloads">Its files.</param>
    public PeopleSource(Experiment experiment, StepGraph graph, DownloadStage downloads)
    {
        _experiment = experiment;
        _shards = new LaionShardsStep(experiment, graph, downloads);
        _named = new LaionNamedSteps(experiment, graph, downloads);
        _people = new CelebATars(experiment, graph, downloads);
        if (experiment.Options.ImageNet is { } imageNet)
            _imageNet = new ImageNetTars(imageNet, experiment.Options.Seed, graph, new PrepareImageNetStage(imageNet, graph, downloads));
    }

    private LaionOptions Laion => _experiment.Options.Laion!;

    /// <inheritdoc/>
    public DataSets Sets => new()
    {
        Shards = _shards.Step.Output(LaionShardsStep.Shards),
        ForgetShards = Laion.Forget == ForgetSource.Named
            ? concept => _named.For(concept).Output(LaionShardsStep.Shards)
            : _ => _shards.Step.Output(LaionShardsStep.Shards),
        Search = _people.Step.Output(CelebATars.People),
        Test = _people.Step.Output(CelebATars.People),
        Classes = _people.Step.Output(CelebATars.Classes),
        ImageNet = _imageNet?.Step.Output(ImageNetTars.Images),
        RetainedMeasure = "TA_CA",
        Match = Laion.Match,
        ForgetPairs = Laion.ForgetPairs,
        RetainPairs = Laion.RetainPairs,
        Section = "laion",
    };

    /// <summary>
    /// The concepts' images first: their captions are searched within a minute, and a concept that nobody names is told before the hour that the retain
    /// set's images take.
    /// </summary>
    public IEnumerable<Step> Steps =>
    [
        .. Laion.Forget == ForgetSource.Named ? _experiment.Concepts.Select(_named.For) : [], _shards.Step, _people.Step,
        .. _imageNet?.Steps ?? [],
    ];
}
