using Slug.Evaluation.Generations;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Results;
using Slug.Figures.PictureGrid;

namespace Slug.Experiments.Diffusion.Reporting;

/// <summary>Pictures before and after, prompts and seeds the same: first those that ask for the concept, below them others.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="measured">What was measured, the original model first.</param>
/// <param name="picturesOf">The pictures of a trial.</param>
internal sealed class PictureGrids(DiffusionExperiment experiment, IReadOnlyList<MeasuredTrial> measured, Func<Trial, PictureManifest> picturesOf)
{
    private const int MostColumns = 10;

    /// <summary>Draws the grid of a concept: the original, SLUG, and the methods that it is compared with.</summary>
    public void Draw(MeasuredTrial trial, FigureFolder figures)
    {
        var concept = trial.Trial.Concepts[0];
        var domain = experiment.DomainOf(concept.Name);
        var models = measured.Where(m => m == trial || m.Trial.Kind == TrialKind.Original || (m.Trial.Kind == TrialKind.Comparison && m.Trial.Concepts.Contains(concept)))
            .Select(m => (m.Trial, Name: NameOf(m.Trial), Manifest: picturesOf(m.Trial))).ToList();
        // Of other prompts an unlearned model may have fewer seeds.
        var all = models[0].Manifest.Pictures.Where(p => models.TrueForAll(m => m.Manifest.Pictures.Any(o => o.File == p.File))).ToList();
        var own = Spread([.. all.Where(p => p.Labels[domain] == concept.Name)]);
        var others = Spread([.. all.Where(p => p.Labels[domain] != concept.Name)]);
        figures.Add(
            $"pictures-{concept.FileName}",
            $"{concept.Name}: pictures before and after",
            $"The same prompts and seeds. Above, prompts that ask for '{concept.Name}' (framed); below, others, which should stay as they were.",
            $"A grid of generated pictures, a row a model ({string.Join(", ", models.Select(m => m.Name))}): {own.Count} pictures that ask for {concept.Name}, and {others.Count} that do not.",
            path => PictureGridFigure.Save(
                new PictureGridData(
                    $"{concept.Name}: before and after, the same prompts and seeds",
                    [Band($"asked for: {concept.Name}", own, domain, isMarked: true), Band("other prompts", others, domain, isMarked: false)]),
                path),
            extension: ".png");

        GridBand Band(string title, IReadOnlyList<AnswerLine> shown, string of, bool isMarked) => new(
            title,
            [.. shown.Select(p => string.Join(", ", p.Labels.Where(l => !isMarked || l.Key != of || p.Labels.Count == 1).Select(l => l.Value.Replace('_', ' '))))],
            [.. models.Select(m => new GridRow(m.Name, [.. shown.Select(p => Picture(m.Manifest, p.File, isMarked))]))]);
    }

    private static GridPicture Picture(PictureManifest manifest, string file, bool isMarked)
    {
        var image = manifest.Open(manifest.Pictures.First(o => o.File == file)).MiddleSquare();
        return new GridPicture(image.Pixels, image.Width, isMarked);
    }

    private static string NameOf(Trial trial) => trial.Kind == TrialKind.Original ? "before" : string.Join(' ', new[] { trial.Method, trial.Setting }.Where(p => p is not null));

    /// <summary>A few of the pictures, spread over the prompts rather than over the seeds of one.</summary>
    private static IReadOnlyList<AnswerLine> Spread(IReadOnlyList<AnswerLine> pictures)
    {
        var prompts = pictures.GroupBy(p => p.Prompt).Select(g => g.ToList()).ToList();
        var rounds = Enumerable.Range(0, pictures.Count).SelectMany(seed => prompts.Where(p => p.Count > seed).Select(p => p[seed])).ToList();
        // Of more prompts than columns every so many.
        var among = prompts.Count > MostColumns ? [.. Enumerable.Range(0, MostColumns).Select(i => prompts[i * prompts.Count / MostColumns][i % prompts[i * prompts.Count / MostColumns].Count])] : rounds;
        return [.. among.Take(MostColumns)];
    }
}
