using Slug.Figures.Report;

namespace Slug.Experiments.Results;

/// <summary>The figures of a report: each is drawn into its folder <c>figures/</c> and listed with what is said of it.</summary>
/// <param name="folder">The report's folder.</param>
/// <param name="cancellation">Stops between two figures.</param>
public sealed class FigureFolder(string folder, CancellationToken cancellation)
{
    private readonly List<ReportFigure> _figures = [];

    /// <summary>The figures in the order in which they were drawn.</summary>
    public IReadOnlyList<ReportFigure> All => _figures;

    /// <summary>Draws a figure.</summary>
    /// <param name="file">Its file's name without extension.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="caption">What it shows.</param>
    /// <param name="alternative">What can be seen in it, for people who cannot see it.</param>
    /// <param name="save">Draws it; takes the path without extension.</param>
    /// <param name="isDetail">Whether the report folds it.</param>
    /// <param name="extension">The file that the report shows: <c>.svg</c>, or <c>.png</c> where the figure is made of pictures.</param>
    /// <param name="narrow">What follows the file's name in that of its SVG for narrow screens; null where there is none.</param>
    public void Add(
        string file, string title, string caption, string alternative, Action<string> save, bool isDetail = false, string extension = ".svg", string? narrow = null)
    {
        ArgumentNullException.ThrowIfNull(save);
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(folder, "figures", file);
        save(path);
        _figures.Add(new ReportFigure(title, caption, path + extension)
        {
            Alternative = alternative,
            IsDetail = isDetail,
            NarrowFile = narrow is null ? null : $"{path}{narrow}.svg",
        });
    }
}
