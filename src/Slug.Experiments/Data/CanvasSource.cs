using System.Globalization;
using Slug.Basics;
using Slug.Data;
using Slug.Data.Canvas;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Pictures by style and object. One step, which all requests share, looks through them and tells everything that is wrong; another packs the sets: a target's forget
/// set is all of its pictures with their captions, the retain set is drawn from the pictures without any target, search and test set have some of each label of the
/// targets' domain.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="canvas">The config's section.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
internal sealed class CanvasSource(Experiment experiment, CanvasOptions canvas, StepGraph graph, DownloadStage downloads) : IDataSource
{
    /// <summary>Output of the survey: the data set's labels and pictures.</summary>
    public const string Surveyed = "survey.json";

    private const string Subject = "canvas", Pictures = "pictures";

    private const int MostNamed = 5;

    private sealed record SurveyParameters([property: OmittedWhenNull] CanvasLabels? Labels, int PicturesPerCell);

    private sealed record Parameters(
        IReadOnlyList<string> Concepts,
        [property: OmittedWhenNull] int? ForgetPairs,
        int RetainPairs,
        int SearchPictures,
        long Seed);

    /// <inheritdoc/>
    public DataSets Sets => new()
    {
        Retain = Step.Output(CreateTarsStage.Retain),
        Forget = concept => Step.Output(ForgetOf(concept)),
        Search = Step.Output(CreateTarsStage.Search),
        Test = Step.Output(CreateTarsStage.Test),
        Classes = Step.Output(CreateTarsStage.Classes),
        RetainedMeasure = "labels",
        ForgetPairs = canvas.ForgetPairs ?? int.MaxValue,
        RetainPairs = canvas.RetainPairs,
        Section = "canvas",
    };

    /// <inheritdoc/>
    public IEnumerable<Step> Steps => [Survey, Step];

    /// <summary>The data set as it is on this machine.</summary>
    public ArtifactSource Folder => downloads.OutputOf(canvas.Pictures);

    /// <summary>Looks through the data set.</summary>
    public Step Survey => graph.Once(StageNames.CreateTars, $"{Subject}-survey", () =>
    {
        var parameters = new SurveyParameters(canvas.Wanted, canvas.PicturesPerCell);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = $"{Subject}-survey",
            // 2: folders with spaces are the labels with underscores.
            Version = 2,
            Parameters = parameters,
            ParametersPath = "canvas",
            Inputs = new Dictionary<string, ArtifactSource> { [Pictures] = Folder },
            Outputs = [new OutputSpec(Surveyed)],
            Run = context => Task.Run(() =>
            {
                var survey = CanvasSurvey.Of(
                    context.Input(Pictures), new CanvasSurveyOptions { Labels = parameters.Labels, PicturesPerCell = parameters.PicturesPerCell }, context.Cancellation);
                if (survey.LeftOut.Count > 0) context.Log($"left out: {string.Join(", ", survey.LeftOut)}");
                context.Log($"{survey.Pictures.Count} pictures of {survey.Labels.Styles.Count} styles and {survey.Labels.Objects.Count} objects");
                if (survey.Alike is { Count: > 0 } alike)
                    context.Warn($"{alike.Count} pictures are there under several names, so that one may be forgotten and retained, or count twice: {string.Join("; ", alike.Take(MostNamed))}{(alike.Count > MostNamed ? $"; and {alike.Count - MostNamed} more" : "")}");
                survey.Save(context.Output(Surveyed));
            }),
        };
    });

    private Step Step => graph.Once(StageNames.CreateTars, Subject, () =>
    {
        // The same concepts in another order make the same sets.
        var parameters = new Parameters(
            [.. experiment.Concepts.Select(c => c.Name).Order(StringComparer.Ordinal)], canvas.ForgetPairs, canvas.RetainPairs, canvas.SearchPictures, experiment.Options.Seed);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = Subject,
            Version = 2,
            Parameters = parameters,
            ParametersPath = "canvas",
            Inputs = new Dictionary<string, ArtifactSource> { [Pictures] = Folder, [Surveyed] = Survey.Output(Surveyed) },
            Outputs =
            [
                new OutputSpec(CreateTarsStage.Search), new OutputSpec(CreateTarsStage.Test), new OutputSpec(CreateTarsStage.Retain), new OutputSpec(CreateTarsStage.Classes),
                .. experiment.Concepts.Select(c => new OutputSpec(ForgetOf(c))),
            ],
            Run = context => Task.Run(() => Write(parameters, context)),
        };
    });

    private static void Write(Parameters parameters, IStepContext context)
    {
        var survey = CanvasSurvey.Load(context.Input(Surveyed), context.Input(Pictures));
        var (styles, objects) = (survey.Labels.Styles, survey.Labels.Objects);
        var ofStyles = parameters.Concepts.Where(c => CanvasLabels.Find(styles, c) is not null).ToList();
        if (ofStyles.Count > 0 && ofStyles.Count < parameters.Concepts.Count)
            throw new InvalidDataException($"unlearn.concepts are styles ({string.Join(", ", ofStyles)}) and objects ({string.Join(", ", parameters.Concepts.Except(ofStyles))}); an experiment has one kind. Make two of it.");

        var targets = parameters.Concepts.ToDictionary(c => c, c => CanvasSets.Of(survey, c, parameters.ForgetPairs, null, parameters.Seed));
        var retained = targets.Values.Select(t => t.Retain).Aggregate((IEnumerable<CanvasPicture>)survey.Pictures, (rest, own) => rest.Intersect(own)).ToList();
        if (retained.Count == 0) throw new InvalidDataException("Nothing is left to retain: unlearn.concepts are all labels of the data set.");
        var labels = ofStyles.Count > 0 ? styles : objects;
        var (search, test) = ByLabel(survey, labels, picture => ofStyles.Count > 0 ? picture.Style : picture.Object, parameters.SearchPictures, parameters.Seed);
        CanvasSets.Write(
            survey,
            [
                (CanvasSets.Some(retained, parameters.RetainPairs, "retain", parameters.Seed), context.Output(CreateTarsStage.Retain)),
                .. parameters.Concepts.Select(c => (targets[c].Forget, context.Output(ForgetOf(new Concept(c))))),
                (search, context.Output(CreateTarsStage.Search)), (test, context.Output(CreateTarsStage.Test)),
            ],
            picture => labels.Index().First(l => l.Item == (ofStyles.Count > 0 ? picture.Style : picture.Object)).Index, context.Cancellation);
        ClassList.Of([.. labels.Select(label => label.Replace('_', ' '))]).Save(context.Output(CreateTarsStage.Classes));
        context.Log(string.Create(CultureInfo.InvariantCulture, $"retained {Math.Min(retained.Count, parameters.RetainPairs)}, search {search.Count}, test {test.Count}"));
    }

    private static (List<CanvasPicture> Search, List<CanvasPicture> Test) ByLabel(CanvasSurvey survey, IEnumerable<string> labels, Func<CanvasPicture, string> of, int each, long seed)
    {
        var (search, test) = (new List<CanvasPicture>(), new List<CanvasPicture>());
        foreach (var label in labels)
        {
            var drawn = survey.Pictures.Where(p => of(p) == label).ToArray();
            SeededRandom.For(seed, "canvas", "search", label).Shuffle<CanvasPicture>(drawn);
            var half = Math.Min(each, drawn.Length / 2);
            search.AddRange(drawn[..Math.Max(half, 1)]);
            // A label with a single picture has the same in both.
            test.AddRange(half == 0 ? drawn : drawn[half..(2 * half)]);
        }

        return (search, test);
    }

    private static string ForgetOf(Concept concept) => $"forget-{concept.FileName}.tar";
}
