using System.Globalization;
using Slug.Data;
using Slug.Data.Pairs;
using Slug.Data.WebDataset;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data.Pairs;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// The user's own pictures with captions or classes. One step looks through them, tells everything that is wrong, divides them and packs the sets; a changed
/// picture makes it run again, and what comes after it only where its set has changed.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="data">The config's section.</param>
/// <param name="pairs">What it names, found.</param>
/// <param name="graph">The experiment's steps.</param>
/// <param name="downloads">Its files.</param>
internal sealed class PairsSource(Experiment experiment, PairsOptions data, OwnPairs pairs, StepGraph graph, DownloadStage downloads) : IDataSource
{
    private const string Subject = "pairs";

    private sealed record Parameters(
        IReadOnlyList<string> Concepts,
        [property: OmittedWhenNull] IReadOnlyList<string>? Classes,
        IReadOnlyDictionary<string, int> Parts,
        string Caption,
        CaptionMatchMode Match,
        [property: OmittedWhenNull] string? PictureColumn,
        [property: OmittedWhenNull] string? CaptionColumn,
        [property: OmittedWhenNull] string? ClassColumn,
        [property: OmittedWhenNull] string? CaptionEncoding,
        double SearchShare,
        double TestShare,
        int ForgetPairs,
        int RetainPairs,
        long Seed);

    /// <inheritdoc/>
    public DataSets Sets => new()
    {
        Retain = Step.Output(CreateTarsStage.Retain),
        Forget = concept => Step.Output(ForgetOf(concept)),
        Search = Step.Output(CreateTarsStage.Search),
        Test = Step.Output(CreateTarsStage.Test),
        Classes = Step.Output(CreateTarsStage.Classes),
        RetainedMeasure = "classes",
        ForgetPairs = data.ForgetPairs,
        RetainPairs = data.RetainPairs,
        Section = "data",
    };

    /// <inheritdoc/>
    public IEnumerable<Step> Steps => [Step];

    private Step Step => graph.Once(StageNames.CreateTars, Subject, () =>
    {
        var parameters = new Parameters(
            // The same concepts in another order make the same sets.
            [.. experiment.Concepts.Select(c => c.Name).Order(StringComparer.Ordinal)],
            pairs.Classes,
            pairs.Sets.ToDictionary(s => OwnPairsFinder.Key(s.Key), s => s.Value.Count),
            data.Caption, data.Match, data.PictureColumn, data.CaptionColumn, data.ClassColumn, data.CaptionEncoding,
            data.SearchShare, data.TestShare, data.ForgetPairs, data.RetainPairs, experiment.Options.Seed);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = Subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "data",
            Inputs = Inputs(),
            Outputs =
            [
                new OutputSpec(CreateTarsStage.Search), new OutputSpec(CreateTarsStage.Test), new OutputSpec(CreateTarsStage.Retain), new OutputSpec(CreateTarsStage.Classes),
                .. experiment.Concepts.Select(c => new OutputSpec(ForgetOf(c))),
            ],
            Run = context => Task.Run(() => Write(parameters, context)),
        };
    });

    private Dictionary<string, ArtifactSource> Inputs()
    {
        var inputs = new Dictionary<string, ArtifactSource>();
        foreach (var (name, place) in Parts())
        {
            if (place.Download is { } download)
            {
                inputs[name] = downloads.OutputOf(download);
                continue;
            }

            foreach (var (part, path) in place.Place!.Sources(OwnPairsRules.ReadingOf(data))) inputs[part.Length == 0 ? name : $"{name}/{part}"] = new SourcePath(path);
        }

        return inputs;
    }

    private IEnumerable<(string Name, OwnPlace Place)> Parts() =>
        pairs.Sets.OrderBy(s => s.Key).SelectMany(s => s.Value.Select((place, i) => (Input(s.Key, i), place)));

    private void Write(Parameters parameters, IStepContext context)
    {
        var reading = OwnPairsRules.ReadingOf(data);
        var places = pairs.Sets.ToDictionary(
            s => s.Key,
            s => (IReadOnlyList<PairPlace>)[.. s.Value.Select((place, i) => place.Place ?? Fetched(context.Input(Input(s.Key, i))))]);
        var notes = new PairNotes();
        var surveyed = PairSurvey.Of(places, reading, notes, context.Cancellation);
        var divided = PairDivision.Of(surveyed, places.Keys.ToHashSet(), OwnPairsRules.DivisionOf(data, parameters.Concepts, parameters.Classes, parameters.Seed), notes);
        foreach (var warning in notes.Warnings) context.Warn(warning);
        if (notes.Mistakes.Count > 0) throw new InvalidDataException(string.Join(Environment.NewLine, notes.Mistakes));

        var concepts = parameters.Concepts.Select(name => new Concept(name)).ToList();
        List<(string What, int Least, PackedSet Set)> sets =
        [
            ("search", 2, new PackedSet(divided.Search, context.Output(CreateTarsStage.Search))), ("test", 2, new PackedSet(divided.Test, context.Output(CreateTarsStage.Test))),
            ("retain", 1, new PackedSet(divided.Retain, context.Output(CreateTarsStage.Retain))),
            .. concepts.Select(c => ($"forget ('{c.Name}')", ConceptShards.SmallestForgetSet, new PackedSet(divided.Forget[c.Name], context.Output(ForgetOf(c))))),
        ];
        var unreadable = new List<string>();
        var written = PairPacking.Write(places, reading, [.. sets.Select(s => s.Set)], unreadable.Add, context.Cancellation);
        unreadable.ForEach(context.Log);
        if (unreadable.Count > 0) context.Warn($"{unreadable.Count} pictures cannot be read; the first: {unreadable[0]}");
        foreach (var (i, (what, least, _)) in sets.Index())
        {
            if (written[i] < least) throw new InvalidDataException($"Of the {what} pictures {written[i]} can be read, and {least} are needed.");
            context.Log(string.Create(CultureInfo.InvariantCulture, $"{what}: {written[i]} pairs"));
        }

        ClassList.Of(divided.Classes).Save(context.Output(CreateTarsStage.Classes));
        context.Log($"{surveyed.Count} pairs, {divided.Classes.Count} classes");
    }

    // What is fetched is a tar, whatever its name in the store.
    private static PairPlace Fetched(string path) => Directory.Exists(path) ? PairPlace.At(path) : new PairPlace(PairPlaceKind.Tar, path, path);

    private static string Input(PairRole role, int i) => string.Create(CultureInfo.InvariantCulture, $"{OwnPairsFinder.Key(role)}-{i:D3}");

    private static string ForgetOf(Concept concept) => $"forget-{concept.FileName}.tar";
}
