using System.Globalization;
using System.Text;
using Slug.Figures.Tables;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Results;

/// <summary>The requests of an experiment or a sweep that are of one kind.</summary>
/// <param name="Name">The kind: <c>style</c>.</param>
/// <param name="Rows">Their rows, with means and published ones; none where no request has a result.</param>
/// <param name="Complete">How many requests have a result.</param>
/// <param name="Requests">How many there are.</param>
public sealed record RequestKind(string Name, IReadOnlyList<ResultRow> Rows, int Complete, int Requests);

/// <summary>Writes the tables of kinds of requests, and the figure of each, beside the table of all.</summary>
public static class RequestKindFiles
{
    /// <summary>Writes <c>style.md</c>, <c>.csv</c>, <c>.json</c>, <c>.tex</c>, and <c>figures/unlearning-balance-style</c>.</summary>
    /// <param name="kinds">The kinds.</param>
    /// <param name="folder">The results.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Save(IReadOnlyList<RequestKind> kinds, string folder)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        foreach (var kind in kinds.Where(k => k.Rows.Count > 0))
        {
            Write($"{kind.Name}.md", $"# Requests of the kind {kind.Name}\n\n{Note(kind)}\n\n{ResultTable.ToMarkdown(kind.Rows)}");
            Write($"{kind.Name}.csv", ResultTable.ToCsv(kind.Rows));
            Write($"{kind.Name}.json", ResultTable.ToJson(kind.Rows));
            Write($"{kind.Name}.tex", ResultTable.ToLatex(kind.Rows));
            if (UnlearningBalance.Points(kind.Rows) is { Count: > 1 } points) UnlearningBalance.Save(points, Path.Combine(folder, "figures", $"unlearning-balance-{kind.Name}"), kind.Name);
        }

        void Write(string name, string text)
        {
            var path = Path.Combine(folder, name);
            AtomicFile.Write(path, AtomicFile.TemporaryName(path), Encoding.UTF8.GetBytes(text), durable: false);
        }
    }

    /// <summary>How many requests a table rests on.</summary>
    public static string Note(RequestKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return string.Create(CultureInfo.InvariantCulture, $"{kind.Name}: {kind.Complete} of {kind.Requests} requests have a result{(kind.Complete < kind.Requests ? "; the means are theirs alone" : "")}.");
    }
}
