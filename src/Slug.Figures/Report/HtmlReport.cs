using System.Net;
using System.Text;
using Slug.Figures.Style;
using Slug.Figures.Tables;

namespace Slug.Figures.Report;

/// <summary>
/// One page with everything about a run. It needs no other file to be read: figures are inside it, styles too, and it loads nothing.
/// All text is escaped; figures are images, so that nothing in them can run or clash.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="path">The file; missing folders are made.</param>
    /// <exception cref="FileNotFoundException">A figure's file is missing.</exception>
    /// <exception cref="ArgumentException">A figure is neither SVG nor PNG, or a link leads out of the report's folder.</exception>
    public static void Save(HtmlReportContent content, string path)
    {
        string html = Render(content);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(path, html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <summary>The report as text.</summary>
    /// <param name="content">What it says.</param>
    /// <exception cref="FileNotFoundException">A figure's file is missing.</exception>
    /// <exception cref="ArgumentException">A figure is neither SVG nor PNG, or a link leads out of the report's folder.</exception>
    public static string Render(HtmlReportContent content)
    {
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n");
        html.Append($"<title>{Text(content.Title)}</title>\n<style>\n{ReportStyle.Css}</style>\n</head>\n<body>\n<main>\n");
        html.Append($"<header>\n<h1>{Text(content.Title)}</h1>\n");
        if (RunVerdict.TryOf(content.Rows) is { } verdict)
            AppendVerdict(html, verdict);
        html.Append("</header>\n");

        ReportFigure[] shown = [.. content.Figures.Where(figure => !figure.IsDetail)];
        ReportFigure[] folded = [.. content.Figures.Where(figure => figure.IsDetail)];
        bool compares = SummaryTable.IsWorthwhile(content.Rows);
        Section(html, compares ? "Methods" : "Results", content.Rows.Count > 0, () =>
        {
            ReadableTable table = compares ? SummaryTable.From(content.Rows) : ResultTable.OfConcepts(content.Rows);
            AppendTable(html, table);
            if (compares)
                html.Append($"<p class=\"note\">{Text(SummaryTable.Note(content.Rows))}</p>\n");
            foreach (string note in content.Notes)
                html.Append($"<p class=\"note\">{Text(note)}</p>\n");
            AppendGlossary(html, [.. content.Glossary.Where(entry => table.Headers.Contains(entry.Column))]);
        });
        Section(html, "Pictures", shown.Length > 0, () => AppendFigures(html, shown));
        AppendTables(html, [.. content.Tables.Where(table => table.Rows.Count > 0)]);
        Section(html, "How it was done", content.Summary.Count > 0, () =>
        {
            foreach (string paragraph in content.Summary)
                html.Append($"<p>{Text(paragraph)}</p>\n");
        });
        Section(html, "Every concept", compares, () => AppendTable(html, ResultTable.OfConcepts(content.Rows)), folded: true);
        Section(html, "How layer and step size were chosen", content.Details.Count + folded.Length > 0, () =>
        {
            foreach (string paragraph in content.Details)
                html.Append($"<p>{Text(paragraph)}</p>\n");
            AppendFigures(html, folded);
        }, folded: true);
        Section(html, "Models and files", content.Files.Count > 0, () => AppendFiles(html, content.Files), folded: true);
        Section(html, "Configuration", content.Config.Length > 0, () => html.Append($"<pre tabindex=\"0\"><code>{Text(content.Config)}</code></pre>\n"), folded: true);
        Section(html, "Provenance", content.Provenance.Count > 0, () => AppendProvenance(html, content.Provenance), folded: true);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>The first of its sentences large, what was not forgotten in a line each, the others below.</summary>
    private static void AppendVerdict(StringBuilder html, RunVerdict verdict)
    {
        html.Append($"<div class=\"verdict {(verdict.IsSuccess ? "good" : "bad")}\">\n<p class=\"first\">{Arrows(verdict.Sentences[0])}</p>\n");
        foreach (string sentence in verdict.Sentences.Skip(1))
            html.Append($"<p>{Arrows(sentence)}</p>\n");
        html.Append("</div>\n");
    }

    // An arrow of two characters would be broken between them.
    private static string Arrows(string text) => Text(text.Replace("->", "→", StringComparison.Ordinal));

    private static void Section(StringBuilder html, string heading, bool present, Action append, bool folded = false)
    {
        if (!present)
            return;
        html.Append(folded ? $"<details>\n<summary><h2>{heading}</h2></summary>\n" : $"<section>\n<h2>{heading}</h2>\n");
        append();
        html.Append(folded ? "</details>\n" : "</section>\n");
    }

    /// <summary>On a narrow screen each row becomes a card, whose cells have their column's heading beside them.</summary>
    private static void AppendTable(StringBuilder html, ReadableTable table)
    {
        html.Append("<div class=\"wide\"><table>\n<thead><tr>");
        for (int i = 0; i < table.Headers.Count; i++)
            html.Append($"<th scope=\"col\"{Number(table, i)}>{Text(table.Headers[i])}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            html.Append(row.Count > 1 && row[1] == ResultRow.Mean ? "<tr class=\"mean\">" : "<tr>");
            for (int i = 0; i < row.Count; i++)
                html.Append($"<td{Classes(table, i, row[i])} data-column=\"{Text(table.Headers[i])}\">{Text(row[i])}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    private static void AppendTables(StringBuilder html, IReadOnlyList<ReportTable> tables)
    {
        for (int at = 0; at < tables.Count;)
        {
            ReportTable first = tables[at];
            ReportTable[] beside = first.Section is null ? [first] : [.. tables.Skip(at).TakeWhile(table => table.Section == first.Section)];
            Section(html, Text(first.Section ?? first.Title), true, () =>
            {
                if (first.Section is null)
                    AppendTable(html, first);
                else
                    AppendSideBySide(html, beside);
            }, first.Section is null && first.IsDetail);
            at += beside.Length;
        }
    }

    private static void AppendSideBySide(StringBuilder html, IReadOnlyList<ReportTable> tables)
    {
        html.Append("<div class=\"beside\">\n");
        foreach (ReportTable table in tables)
        {
            html.Append($"<div>\n<h3>{Text(table.Title)}</h3>\n");
            AppendTable(html, table);
            html.Append("</div>\n");
        }

        html.Append("</div>\n");
    }

    private static void AppendTable(StringBuilder html, ReportTable table)
    {
        html.Append($"<p{(table.Section is null ? string.Empty : " class=\"note\"")}>{Text(table.Caption)}</p>\n<div class=\"wide\"><table>\n<thead><tr>");
        if (table.Pictures.Count > 0)
            html.Append("<th scope=\"col\">Picture</th>");
        foreach (string header in table.Headers)
            html.Append($"<th scope=\"col\">{Text(header)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach ((int i, IReadOnlyList<string> row) in table.Rows.Index())
        {
            html.Append("<tr>");
            if (table.Pictures.Count > 0)
                html.Append(table.Pictures[i] is { } png ? $"<td data-column=\"Picture\"><img class=\"small\" alt=\"{Text(table.PictureTexts.Count > 0 ? table.PictureTexts[i] : row[0])}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"></td>" : "<td class=\"empty\"></td>");
            foreach ((int column, (string header, string cell)) in table.Headers.Zip(row).Index())
                html.Append($"<td{(table.Marked.Count > 0 && table.Marked[i] && column == row.Count - 1 ? " class=\"marked\"" : string.Empty)} data-column=\"{Text(header)}\">{Text(cell)}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    private static string Classes(ReadableTable table, int column, string cell) => cell switch
    {
        "" => " class=\"empty\"",
        "NOT FORGOTTEN" => " class=\"bad\"",
        _ => Number(table, column),
    };

    private static void AppendGlossary(StringBuilder html, IReadOnlyList<GlossaryEntry> glossary)
    {
        if (glossary.Count == 0)
            return;
        html.Append("<h3>What the columns mean</h3>\n<dl class=\"glossary\">\n");
        foreach (GlossaryEntry entry in glossary)
            html.Append($"<dt>{Text(entry.Column)}</dt><dd>{Text(entry.Meaning)}</dd>\n");
        html.Append("</dl>\n");
    }

    private static string Number(ReadableTable table, int column) => table.RightAligned[column] ? " class=\"number\"" : string.Empty;

    private static void AppendFigures(StringBuilder html, IReadOnlyList<ReportFigure> figures)
    {
        if (figures.Count == 0)
            return;
        html.Append("<div class=\"figures\">\n");
        foreach (ReportFigure figure in figures)
        {
            html.Append($"<figure{(figure.NarrowFile is null ? string.Empty : " class=\"fits\"")}>\n<h3>{Text(figure.Title)}</h3>\n");
            string image = $"<img alt=\"{Text(figure.Alternative ?? figure.Title)}\" src=\"{DataUri(figure.File)}\">";
            if (figure.NarrowFile is { } narrow)
                image = $"<picture><source media=\"{ReportStyle.NarrowScreen}\" srcset=\"{DataUri(narrow)}\">{image}</picture>";
            html.Append($"<div class=\"wide\" tabindex=\"0\">{image}</div>\n");
            html.Append($"<figcaption>{Text(figure.Caption)}</figcaption>\n</figure>\n");
        }

        html.Append("</div>\n");
    }

    private static string DataUri(string file)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"The figure {file} is missing; draw it before the report.", file);
        string type = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            string other => throw new ArgumentException($"A report takes SVG and PNG figures, not '{other}' ({file})."),
        };
        return $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}";
    }

    private static void AppendFiles(StringBuilder html, IReadOnlyList<ReportFile> files)
    {
        html.Append("<ul class=\"files\">\n");
        foreach (ReportFile file in files)
        {
            string size = file.Bytes is { } bytes ? $" <span class=\"size\">{ByteSize.Text(bytes)}</span>" : string.Empty;
            html.Append($"<li><a href=\"{Link(file.Path)}\">{Text(file.Path)}</a>{size}<br>{Text(file.Description)}</li>\n");
        }

        html.Append("</ul>\n");
    }

    /// <summary>A relative link. A colon or a leading slash would make it lead elsewhere, or run.</summary>
    private static string Link(string path)
    {
        string[] parts = path.Split('/');
        if (path.StartsWith('/') || path.Contains(':') || path.Contains('\\') || parts.Contains(".."))
            throw new ArgumentException($"'{path}' is no path inside the report's folder.");
        return Text(string.Join('/', parts.Select(Uri.EscapeDataString)));
    }

    private static void AppendProvenance(StringBuilder html, IReadOnlyList<KeyValuePair<string, string>> provenance)
    {
        html.Append("<dl>\n");
        foreach ((string name, string value) in provenance)
            html.Append($"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>\n");
        html.Append("</dl>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
