using Slug.Basics;
using Slug.Data;
using Slug.Data.CelebA;
using Slug.Data.Images;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Packs the faces that forgetting is measured on (the paper's FA and TA_CA): all images of the concepts and of the frequent names. It
/// belongs to the stage CreateTars.
/// </summary>
/// <param name="experiment">The experiment; its config has a section <c>celeba</c>.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
public sealed class CelebATars(Experiment experiment, StepGraph graph, DownloadStage downloads)
{
    /// <summary>The step's name within its stage.</summary>
    public const string Subject = "celeba";

    /// <summary>Output: the images person by person, each with its class (<c>cls</c>) and the person's name as caption.</summary>
    public const string People = "people.tar";

    /// <summary>Output: the names of all people of CelebA; the frequent ones' images show what is retained.</summary>
    public const string Classes = "classes.json";

    private const string Images = "images";
    private const string Identities = "identities";
    private const string FrequentNames = "frequent-names";

    // Of a wrong list every name is unknown.
    private const int MostNamed = 5;

    private sealed record Parameters(IReadOnlyList<string> Concepts);

    /// <summary>The packing.</summary>
    public Step Step => graph.Once(StageNames.CreateTars, Subject, () =>
    {
        var celeba = experiment.Options.CelebA!;
        // Sorted: the same people in another order make the same tar.
        var parameters = new Parameters([.. experiment.Concepts.Select(c => c.Name).Order(StringComparer.Ordinal)]);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = Subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [Images] = downloads.OutputOf(celeba.Images),
                [Identities] = downloads.OutputOf(celeba.Identities),
                [FrequentNames] = new SourcePath(celeba.FrequentNames),
            },
            Outputs = [new OutputSpec(People), new OutputSpec(Classes)],
            Run = context => Task.Run(() => Write(parameters, context)),
        };
    });

    private static void Write(Parameters parameters, IStepContext context)
    {
        var identities = CelebAIdentities.Load(context.Input(Identities));
        var classes = identities.DisplayNames.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        var frequent = NameList.Load(context.Input(FrequentNames));
        var concepts = Known(parameters.Concepts, "concepts");
        var retained = Known(frequent, "frequent names");

        string[] people = [.. concepts.Concat(retained).Distinct().Order(StringComparer.Ordinal)];
        var samples = CelebAImages.Read(context.Input(Images), identities, people, context.Cancellation).Select(s => s.WithClass(classes[s.Caption!]));
        var (written, leftOut) = ReadableShard.Write(samples, context.Output(People), context.Log, context.Cancellation);
        ClassList.Of(identities.DisplayNames, [.. retained.Select(name => classes[name]).Distinct().Order()]).Save(context.Output(Classes));
        context.Log($"{written} images of {people.Length} people among {classes.Count} names{(leftOut > 0 ? $"; {leftOut} left out as unreadable" : "")}");

        IReadOnlyList<string> Known(IReadOnlyList<string> names, string what)
        {
            string[] display = [.. names.Select(CelebAIdentities.Display)];
            string[] unknown = [.. display.Where(name => !classes.ContainsKey(name))];
            if (unknown.Length == 0) return display;
            var first = unknown.Take(MostNamed).Select(name => $"'{name}'{NearestNames.Aside(name, classes.Keys)}");
            throw new InvalidDataException(
                $"{unknown.Length} of the {names.Count} {what} are not in CelebA's list of {classes.Count} people: {string.Join(", ", first)}"
                + $"{(unknown.Length > MostNamed ? $" and {unknown.Length - MostNamed} more" : "")}. Spell them as the list does.");
        }
    }
}
