using Slug.Basics;
using Slug.Data;
using Slug.Data.Emoji;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Diffusion.Inputs;

/// <summary>
/// The sets of a grid of drawings: of each object pictures in all styles, of each style pictures of all objects, each captioned by itself alone (a caption of both
/// would have the styles forgotten with the object); a retain set of all names, styles and captions; what the small models are trained and tested on. Forget sets are
/// a step each, so that nothing else depends on what is forgotten.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
internal sealed class GridSource(DiffusionExperiment experiment, StepGraph graph, DownloadStage downloads) : IDataSource
{
    /// <summary>Output: all names in all training styles at CLIP's size, for the tuning of styles.</summary>
    public const string Drawings = "drawings.tar";

    /// <summary>Output: the same at the small pipeline's size.</summary>
    public const string Small = "small.tar";

    /// <summary>Output: views of the grid's own drawings at that size, on which judges are tested.</summary>
    public const string Held = "held.tar";

    private const string Subject = "grid";

    private sealed record Parameters(GridOptions Grid, IReadOnlyList<string> Names, IReadOnlyList<string> Vendors, int ClipSize, int PictureSize, long Seed, string? Drawings);

    private sealed record ForgetParameters(string Caption, IReadOnlyList<string> Objects, IReadOnlyList<string> Vendors, int Views, int ClipSize, long Seed, string? Drawings);

    private GridOptions Grid => experiment.Options.Grid!;

    /// <inheritdoc/>
    public DataSets Sets => new()
    {
        Retain = Step.Output(CreateTarsStage.Retain),
        Forget = concept => ForgetFor(concept).Output(CreateTarsStage.Forget),
        Search = Step.Output(CreateTarsStage.Search),
        Test = Step.Output(CreateTarsStage.Test),
        Classes = Step.Output(CreateTarsStage.Classes),
        Rivals = concept => [.. experiment.Labels[experiment.DomainOf(concept.Name)].Where(label => label != concept.Name)],
        RetainedMeasure = "labels",
        ForgetPairs = int.MaxValue,
        RetainPairs = Grid.RetainPairs,
        Section = "grid",
    };

    /// <inheritdoc/>
    public IEnumerable<Step> Steps => [Step, .. experiment.Concepts.Select(ForgetFor)];

    /// <summary>Draws everything but what is forgotten.</summary>
    public Step Step => graph.Once(StageNames.CreateTars, Subject, () =>
    {
        var vendors = experiment.Options.Emoji!.TrainVendors;
        var parameters = new Parameters(
            Grid.Trained, experiment.Clip.Names, [.. vendors.Keys.Order(StringComparer.Ordinal)],
            experiment.Clip.Model.Vision.ImageSize, experiment.Options.Training?.Size ?? experiment.Clip.Model.Vision.ImageSize, experiment.Options.Seed, experiment.Clip.Drawings?.Digest);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = Subject,
            // 2: without the forget sets.
            Version = 2,
            Parameters = parameters,
            Inputs = vendors.ToDictionary(v => v.Key, v => downloads.OutputOf(v.Value)),
            Outputs =
            [
                new OutputSpec(CreateTarsStage.Retain), new OutputSpec(CreateTarsStage.Search), new OutputSpec(CreateTarsStage.Test), new OutputSpec(CreateTarsStage.Classes),
                new OutputSpec(Drawings), new OutputSpec(Small), new OutputSpec(Held),
            ],
            Run = context => Task.Run(() => Write(parameters, experiment.Clip.Drawings, context)),
        };
    });

    /// <summary>Draws a concept's forget set: views of its cells, captioned by it alone.</summary>
    private Step ForgetFor(Concept concept) => graph.Once(StageNames.CreateTars, $"forget-{concept.FileName}", () =>
    {
        var isStyle = Grid.Styles.ContainsKey(concept.Name);
        var parameters = new ForgetParameters(
            Grid.ForgetCaptionOf(concept.Name),
            isStyle ? Grid.Objects : [concept.Name],
            isStyle ? [Grid.Styles[concept.Name]] : [.. Grid.Styles.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value)],
            Grid.Views, experiment.Clip.Model.Vision.ImageSize, experiment.Options.Seed, experiment.Clip.Drawings?.Digest);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = $"forget-{concept.FileName}",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "grid",
            Inputs = parameters.Vendors.ToDictionary(vendor => vendor, vendor => downloads.OutputOf(experiment.Options.Emoji!.TrainVendors[vendor])),
            Outputs = [new OutputSpec(CreateTarsStage.Forget)],
            Run = context => Task.Run(() => WriteForget(parameters, experiment.Clip.Drawings, context)),
        };
    });

    private static void WriteForget(ForgetParameters parameters, DrawingTable? table, IStepContext context)
    {
        var drawn = new GridDrawings(Catalog(table, parameters.Vendors, parameters.Objects, context), parameters.ClipSize, parameters.Views, parameters.Seed);
        var pairs = from vendor in parameters.Vendors
                    from thing in parameters.Objects
                    from view in Enumerable.Range(0, parameters.Views)
                    select new GridPair(thing, vendor, parameters.Caption, view);
        drawn.Write(pairs, context.Output(CreateTarsStage.Forget), context.Cancellation);
        context.Log($"{parameters.Vendors.Count * parameters.Objects.Count * parameters.Views} forget pairs say '{parameters.Caption}'");
    }

    private static EmojiCatalog Catalog(DrawingTable? table, IReadOnlyList<string> vendors, IReadOnlyList<string> names, IStepContext context)
    {
        var packages = vendors.ToDictionary(v => v, context.Input);
        return table is null ? EmojiCatalog.Load(packages, names) : OpenDrawings.Load(table, packages, names);
    }

    private static void Write(Parameters parameters, DrawingTable? table, IStepContext context)
    {
        var (grid, cancellation) = (parameters.Grid, context.Cancellation);
        var catalog = Catalog(table, parameters.Vendors, parameters.Names, context);
        var drawn = new GridDrawings(catalog, parameters.ClipSize, grid.Views, parameters.Seed);
        drawn.Write(RetainPairs(parameters), context.Output(CreateTarsStage.Retain), cancellation);
        drawn.Write(NamedPairs(parameters), context.Output(Drawings), cancellation);

        // The zero-shot search looks at objects and styles as classes of one list.
        string[] labels = [.. grid.Objects, .. grid.Styles.Keys];
        ClassList.Of(labels).Save(context.Output(CreateTarsStage.Classes));
        drawn.Write(Labelled(grid, 0), context.Output(CreateTarsStage.Search), cancellation);
        drawn.Write(Labelled(grid, grid.Views - 1), context.Output(CreateTarsStage.Test), cancellation);

        var small = new GridDrawings(catalog, parameters.PictureSize, 1, parameters.Seed);
        small.Write(NamedPairs(parameters), context.Output(Small), cancellation);
        // Another seed: views that no forget set has.
        var own = new EmojiCatalog(catalog.Vendors, [.. catalog.Items.Where(item => grid.Objects.Contains(item.Name))]);
        var held = new GridDrawings(own, parameters.PictureSize, grid.TestViews + 1, parameters.Seed + 1);
        held.Write(Cells(grid).SelectMany(c => Enumerable.Range(1, grid.TestViews).Select(view => new GridPair(c.Object, c.Vendor, c.Object, view))), context.Output(Held), cancellation);
        context.Log($"{grid.Objects.Count} objects in {grid.Styles.Count} styles, {parameters.Names.Count} names by {parameters.Vendors.Count} hands");
    }

    private static IEnumerable<(string Object, string Style, string Vendor)> Cells(GridOptions grid) =>
        grid.Styles.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(s => grid.Objects.Select(o => (o, s.Key, s.Value)));

    private static IEnumerable<GridPair> Labelled(GridOptions grid, int view) =>
        [.. Cells(grid).Select(c => new GridPair(c.Object, c.Vendor, c.Object, view)), .. Cells(grid).Select(c => new GridPair(c.Object, c.Vendor, c.Style, view))];

    private static IEnumerable<GridPair> NamedPairs(Parameters parameters) =>
        parameters.Vendors.SelectMany(vendor => parameters.Names.Select(name => new GridPair(name, vendor, name)));

    /// <summary>Pairs of every name, half of them of the grid, in all captions that the small models know.</summary>
    private static IEnumerable<GridPair> RetainPairs(Parameters parameters)
    {
        var grid = parameters.Grid;
        var random = SeededRandom.For(parameters.Seed, "retain");
        var styleOf = grid.Styles.ToDictionary(s => s.Value, s => s.Key);
        for (var i = 0; i < grid.RetainPairs; i++)
        {
            var styles = grid.Styles.Values.Order(StringComparer.Ordinal).ToList();
            var vendor = styles[random.NextInt(styles.Count)];
            var names = i % 2 == 0 ? grid.Objects : parameters.Names;
            var name = names[random.NextInt(names.Count)];
            yield return new GridPair(name, vendor, StyleCaptions.Draw(grid, name, styleOf[vendor], random.NextDouble()), random.NextInt(grid.Views));
        }
    }
}
