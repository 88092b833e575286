using System.Text;
using ScottPlot.Rendering;

namespace ScottPlot.Native;

/// <summary>One line of text laid out by pango. Hinting is off, so that widths grow in proportion with the size.</summary>
internal sealed unsafe class TextLine : IDisposable
{
    private readonly nint _context;
    private readonly nint _description;
    private readonly nint _layout;

    /// <summary>Lays out a text.</summary>
    /// <param name="text">One line.</param>
    /// <param name="font">Its font.</param>
    /// <param name="cr">The cairo context to draw on, or 0 to measure only.</param>
    internal TextLine(string text, TextFont font, nint cr = 0)
    {
        _context = cr == 0 ? Pango.FontMapCreateContext(FontMap()) : Pango.CreateContext(cr);
        Configure(_context);
        _description = Describe(font);
        _layout = Pango.LayoutNew(_context);
        Pango.LayoutSetFontDescription(_layout, _description);
        byte[] bytes = Encoding.UTF8.GetBytes(text + '\0');
        fixed (byte* pointer = bytes)
            Pango.LayoutSetText(_layout, pointer, bytes.Length - 1);
    }

    internal float Width
    {
        get
        {
            Pango.Rectangle logical;
            Pango.LayoutLineGetExtents(Pango.LayoutGetLine(_layout, 0), 0, &logical);
            return (float)logical.Width / Pango.Scale;
        }
    }

    /// <summary>Height of the font above and below the baseline, whatever the letters.</summary>
    internal (float Ascent, float Descent) Heights
    {
        get
        {
            nint metrics = Pango.ContextGetMetrics(_context, _description, 0);
            float ascent = (float)Pango.MetricsGetAscent(metrics) / Pango.Scale;
            float descent = (float)Pango.MetricsGetDescent(metrics) / Pango.Scale;
            Pango.MetricsUnref(metrics);
            return (ascent, descent);
        }
    }

    /// <summary>Draws the line with its baseline's left end at the current point.</summary>
    internal void Show(nint cr) => Pango.ShowLayoutLine(cr, Pango.LayoutGetLine(_layout, 0));

    public void Dispose()
    {
        Pango.ObjectUnref(_layout);
        Pango.FontDescriptionFree(_description);
        Pango.ObjectUnref(_context);
    }

    private static nint FontMap()
    {
        nint map = Pango.FontMapGetDefault();
        Pango.FontMapListFamilies(map, out nint families, out int count);
        Pango.Free(families);
        return count > 0 ? map : throw new InvalidOperationException(
            "pango finds no font on this machine. On Debian or Ubuntu: apt-get install fonts-dejavu-core.");
    }

    private static void Configure(nint context)
    {
        nint options = Cairo.FontOptionsCreate();
        Cairo.FontOptionsSetAntialias(options, Cairo.AntialiasGray);
        Cairo.FontOptionsSetHintStyle(options, Cairo.HintStyleNone);
        Cairo.FontOptionsSetHintMetrics(options, Cairo.HintMetricsOff);
        Pango.ContextSetFontOptions(context, options);
        Pango.ContextSetRoundGlyphPositions(context, 0);
        Cairo.FontOptionsDestroy(options);
    }

    private static nint Describe(TextFont font)
    {
        nint description = Pango.FontDescriptionNew();
        Pango.FontDescriptionSetFamily(description, font.Family);
        Pango.FontDescriptionSetAbsoluteSize(description, font.Size * (double)Pango.Scale);
        Pango.FontDescriptionSetWeight(description, font.Bold ? Pango.WeightBold : Pango.WeightNormal);
        if (font.Italic)
            Pango.FontDescriptionSetStyle(description, Pango.StyleItalic);
        return description;
    }
}
