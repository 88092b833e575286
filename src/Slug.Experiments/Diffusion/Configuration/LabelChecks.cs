using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>Labels are told apart where they stand: in the names of pictures, and in what a judge answers.</summary>
internal static class LabelChecks
{
    /// <summary>Reports labels that are nothing or one thing in the names of pictures, and one that a judge has for none of them.</summary>
    /// <param name="options">The config.</param>
    /// <param name="labels">The labels of each domain.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(DiffusionOptions options, IReadOnlyDictionary<string, IReadOnlyList<string>> labels, ConfigCheck check)
    {
        foreach (var (domain, names) in labels)
        {
            foreach (var (i, label) in names.Index())
            {
                check.That(
                    label != JudgeOptions.Other || options.Judge is { Train: null, Classifiers: null }, PlaceOf(domain, i),
                    $"'{label}' is what classifiers call a picture of none of the labels (judge); name it otherwise");
            }
        }

        if (options.Canvas is not null)
        {
            Answers(options, labels, check);
            return;
        }

        foreach (var (domain, names) in labels)
        {
            foreach (var (i, label) in names.Index()) check.That(new Concept(label).IsNamed, PlaceOf(domain, i), $"'{label}' {Concept.Nameless}; name the label otherwise");
            foreach (var same in Concept.OneInFiles(names))
            {
                foreach (var (i, _) in same) check.That(false, PlaceOf(domain, i), $"{Named(same.Select(n => n.Item))} are one name in the files of pictures, {same.Key}; name all but one otherwise");
            }
        }

        // The grid's own need not be said again.
        string PlaceOf(string domain, int i) => options.Grid is not { } grid || options.Generate.Labels.ContainsKey(domain) ? $"generate.labels.{domain}.{i}"
            : domain == GridOptions.ObjectDomain ? $"grid.objects.{i}" : $"grid.styles.{labels[domain][i]}";
    }

    /// <summary>Pictures of an answer set are named as the official tools name them, with the labels as they are: two are one file only where style and object together are one text.</summary>
    private static void Answers(DiffusionOptions options, IReadOnlyDictionary<string, IReadOnlyList<string>> labels, ConfigCheck check)
    {
        foreach (var (domain, names) in labels)
        {
            foreach (var (i, label) in names.Index())
                check.That(!string.IsNullOrWhiteSpace(label) && !label.AsSpan().ContainsAny('/', '\\'), $"generate.labels.{domain}.{i}", $"'{label}' is no label: it is the name of the folder of its pictures");
        }

        if (!labels.TryGetValue(GridOptions.StyleDomain, out var styles) || !labels.TryGetValue(GridOptions.ObjectDomain, out var objects)) return;
        foreach (var same in styles.Distinct().SelectMany(style => objects.Distinct().Select(thing => (Style: style, Object: thing))).GroupBy(c => CellOf(c.Style, c.Object), StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            check.That(false, "generate.labels", $"{Named(same.Select(c => $"{c.Style} of {c.Object}"))} are one name in the files of pictures, {same.Key}; name a style or an object otherwise");

        string CellOf(string style, string thing) => $"{style}_{thing}";
    }

    private static string Named(IEnumerable<string> names) => string.Join(" and ", names.Distinct().Select(name => $"'{name}'"));
}
