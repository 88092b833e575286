using System.Runtime.InteropServices;

namespace ScottPlot.Native;

/// <summary>The functions of pango 1.44 and newer that are used here, under their own names without the prefix.</summary>
internal static unsafe partial class Pango
{
    /// <summary>Pango's units per pixel.</summary>
    internal const int Scale = 1024;

    internal const int WeightNormal = 400;
    internal const int WeightBold = 700;
    internal const int StyleItalic = 2;

    static Pango() => NativeLibraries.Register();

    [StructLayout(LayoutKind.Sequential)]
    internal struct Rectangle
    {
        internal int X;
        internal int Y;
        internal int Width;
        internal int Height;
    }

    [LibraryImport(NativeLibraries.PangoCairo, EntryPoint = "pango_cairo_font_map_get_default")]
    internal static partial nint FontMapGetDefault();

    [LibraryImport(NativeLibraries.PangoCairo, EntryPoint = "pango_cairo_create_context")]
    internal static partial nint CreateContext(nint cr);

    [LibraryImport(NativeLibraries.PangoCairo, EntryPoint = "pango_cairo_context_set_font_options")]
    internal static partial void ContextSetFontOptions(nint context, nint options);

    [LibraryImport(NativeLibraries.PangoCairo, EntryPoint = "pango_cairo_show_layout_line")]
    internal static partial void ShowLayoutLine(nint cr, nint line);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_map_create_context")]
    internal static partial nint FontMapCreateContext(nint map);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_map_list_families")]
    internal static partial void FontMapListFamilies(nint map, out nint families, out int count);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_context_set_round_glyph_positions")]
    internal static partial void ContextSetRoundGlyphPositions(nint context, int round);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_context_get_metrics")]
    internal static partial nint ContextGetMetrics(nint context, nint description, nint language);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_metrics_get_ascent")]
    internal static partial int MetricsGetAscent(nint metrics);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_metrics_get_descent")]
    internal static partial int MetricsGetDescent(nint metrics);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_metrics_unref")]
    internal static partial void MetricsUnref(nint metrics);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_layout_new")]
    internal static partial nint LayoutNew(nint context);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_layout_set_text")]
    internal static partial void LayoutSetText(nint layout, byte* text, int length);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_layout_set_font_description")]
    internal static partial void LayoutSetFontDescription(nint layout, nint description);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_layout_get_line_readonly")]
    internal static partial nint LayoutGetLine(nint layout, int line);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_layout_line_get_extents")]
    internal static partial void LayoutLineGetExtents(nint line, nint ink, Rectangle* logical);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_description_new")]
    internal static partial nint FontDescriptionNew();

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_description_free")]
    internal static partial void FontDescriptionFree(nint description);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_description_set_family", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void FontDescriptionSetFamily(nint description, string family);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_description_set_absolute_size")]
    internal static partial void FontDescriptionSetAbsoluteSize(nint description, double size);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_description_set_weight")]
    internal static partial void FontDescriptionSetWeight(nint description, int weight);

    [LibraryImport(NativeLibraries.Pango, EntryPoint = "pango_font_description_set_style")]
    internal static partial void FontDescriptionSetStyle(nint description, int style);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_object_unref")]
    internal static partial void ObjectUnref(nint instance);

    [LibraryImport(NativeLibraries.GObject, EntryPoint = "g_free")]
    internal static partial void Free(nint memory);
}
