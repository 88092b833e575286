using System.Globalization;
using System.Security;
using System.Text;

namespace ScottPlot.Rendering;

/// <summary>
/// Draws into SVG. Text stays text, which people can search and copy and screen readers can read; <c>textLength</c> keeps its measured
/// width where a viewer has another font. No identifiers that could clash when several figures share one page, except numbered clips
/// behind a prefix made from the drawing's size.
/// </summary>
internal sealed class SvgCanvas : ICanvas
{
    private readonly StringBuilder _body = new();
    private readonly Stack<int> _openGroups = new();
    private readonly int _width;
    private readonly int _height;
    private readonly float _scale;
    private int _groups;
    private int _clips;

    internal SvgCanvas(int width, int height, float scale) => (_width, _height, _scale) = (width, height, scale);

    public void Save()
    {
        _openGroups.Push(_groups);
        _groups = 0;
    }

    public void Restore()
    {
        for (int i = 0; i < _groups; i++)
            _body.Append("</g>\n");
        _groups = _openGroups.Pop();
    }

    public void Translate(float x, float y) => OpenGroup($"transform=\"translate({N(x)} {N(y)})\"");

    public void Rotate(float degrees) => OpenGroup($"transform=\"rotate({N(degrees)})\"");

    public void Clip(PixelRect rect)
    {
        string id = $"clip-{_width}x{_height}-{++_clips}";
        _body.Append($"<clipPath id=\"{id}\"><rect {Box(rect)}/></clipPath>\n");
        OpenGroup($"clip-path=\"url(#{id})\"");
    }

    public void Stroke(CanvasPath path, LineStyle style)
    {
        if (!style.CanBeRendered)
            return;
        float[] dashes = style.Pattern.Intervals ?? [];
        StringBuilder attributes = new($"fill=\"none\" {Paint("stroke", style.Color)} stroke-width=\"{N(style.Width)}\"");
        if (dashes.Length > 0)
            attributes.Append($" stroke-dasharray=\"{string.Join(' ', dashes.Select(N))}\"");
        if (style.Rounded)
            attributes.Append(" stroke-linecap=\"round\" stroke-linejoin=\"round\"");
        Draw(path, attributes, style.AntiAlias);
    }

    public void Fill(CanvasPath path, FillStyle style)
    {
        if (style.CanBeRendered)
            Draw(path, new StringBuilder(Paint("fill", style.Color)), style.AntiAlias);
    }

    public void Text(string text, float x, float baseline, float width, TextFont font, Color color)
    {
        _body.Append($"<text x=\"{N(x)}\" y=\"{N(baseline)}\" font-family=\"{SecurityElement.Escape(font.Family)}, Verdana, sans-serif\" ");
        _body.Append($"font-size=\"{N(font.Size)}\" textLength=\"{N(width)}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" ");
        if (font.Bold)
            _body.Append("font-weight=\"bold\" ");
        if (font.Italic)
            _body.Append("font-style=\"italic\" ");
        _body.Append($"{Paint("fill", color)}>{SecurityElement.Escape(text)}</text>\n");
    }

    public void Image(Image image, PixelRect target, bool smooth)
    {
        string rendering = smooth ? string.Empty : "image-rendering=\"pixelated\" ";
        _body.Append($"<image {Box(target)} preserveAspectRatio=\"none\" {rendering}");
        _body.Append($"href=\"data:image/png;base64,{Convert.ToBase64String(image.GetImageBytes())}\"/>\n");
    }

    /// <summary>The finished document.</summary>
    internal string ToXml() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{_width}\" height=\"{_height}\" viewBox=\"0 0 {N(_width / _scale)} {N(_height / _scale)}\">\n" +
        $"{_body}</svg>\n";

    private static string N(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Box(PixelRect rect) =>
        $"x=\"{N(rect.Left)}\" y=\"{N(rect.Top)}\" width=\"{N(rect.Width)}\" height=\"{N(rect.Height)}\"";

    private static string Paint(string what, Color color)
    {
        string paint = $"{what}=\"{color.ToStringRGB()}\"";
        return color.Alpha == 255 ? paint : $"{paint} {what}-opacity=\"{N(color.Alpha / 255f)}\"";
    }

    private void OpenGroup(string attributes)
    {
        _body.Append($"<g {attributes}>\n");
        _groups++;
    }

    private void Draw(CanvasPath path, StringBuilder attributes, bool antiAlias)
    {
        if (!antiAlias)
            attributes.Append(" shape-rendering=\"crispEdges\"");
        StringBuilder data = new();
        foreach ((Pixel[] points, bool closed) in path.Lines)
        {
            for (int i = 0; i < points.Length; i++)
                data.Append($"{(i == 0 ? 'M' : 'L')}{N(points[i].X)} {N(points[i].Y)}");
            if (closed)
                data.Append('Z');
        }

        if (data.Length > 0)
            _body.Append($"<path d=\"{data}\" {attributes}/>\n");
        foreach ((Pixel center, float radius) in path.Circles)
            _body.Append($"<circle cx=\"{N(center.X)}\" cy=\"{N(center.Y)}\" r=\"{N(radius)}\" {attributes}/>\n");
    }
}
