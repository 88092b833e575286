using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ScottPlot;

namespace Slug.Figures.Style;

/// <summary>
/// A plot as SVG, the same bytes whenever the same plot is drawn. Texts stay texts, which can be searched, selected and read aloud: each letter has its
/// place, and viewers without the font take another sans-serif.
/// </summary>
internal static partial class SvgFile
{
    private const string Families = FigureFont.Name + ", Verdana, Arial, sans-serif";

    /// <summary>Draws the plot.</summary>
    internal static string Draw(Plot plot, int width, int height)
    {
        XDocument svg = XDocument.Parse(plot.GetSvgXml(width, height), LoadOptions.PreserveWhitespace);
        XElement root = svg.Root!;
        // Without it a page can only show the figure at its own size.
        root.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
        Renumber(root);
        foreach (XElement text in root.Descendants().Where(element => element.Name.LocalName == "text"))
            Tidy(text);
        return new StringBuilder(svg.Declaration + "\n").Append(root.ToString(SaveOptions.DisableFormatting)).Append('\n').ToString();
    }

    /// <summary>Skia sets a text on a line of its own, and a comma behind the last place, which not every reader of SVG forgives.</summary>
    private static void Tidy(XElement text)
    {
        text.Value = text.Value.Trim();
        text.SetAttributeValue("font-family", Families);
        foreach (XAttribute places in text.Attributes().Where(attribute => attribute.Name.LocalName is "x" or "y"))
            places.Value = places.Value.TrimEnd(',', ' ');
    }

    /// <summary>Skia numbers what is referred to through all files of a process; here each file begins at one.</summary>
    private static void Renumber(XElement root)
    {
        Dictionary<string, string> names = [];
        foreach (XAttribute id in root.DescendantsAndSelf().Attributes("id"))
        {
            names[id.Value] = string.Create(CultureInfo.InvariantCulture, $"d{names.Count + 1}");
            id.Value = names[id.Value];
        }

        foreach (XAttribute attribute in root.DescendantsAndSelf().Attributes().Where(attribute => attribute.Value.Contains('#')))
            attribute.Value = Reference().Replace(attribute.Value, match => names.TryGetValue(match.Value[1..], out string? name) ? "#" + name : match.Value);
    }

    [GeneratedRegex(@"(?<=^|\()#[\w-]+")]
    private static partial Regex Reference();
}
