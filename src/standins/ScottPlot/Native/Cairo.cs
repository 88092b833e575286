using System.Runtime.InteropServices;

namespace ScottPlot.Native;

/// <summary>The functions of cairo 1.16 that are used here, under their own names without the prefix.</summary>
internal static unsafe partial class Cairo
{
    internal const int FormatArgb32 = 0;
    internal const int AntialiasDefault = 0;
    internal const int AntialiasNone = 1;
    internal const int AntialiasGray = 2;
    internal const int AntialiasBest = 6;
    internal const int FilterGood = 1;
    internal const int FilterNearest = 3;
    internal const int ExtendPad = 3;
    internal const int HintStyleNone = 1;
    internal const int HintMetricsOff = 1;
    internal const int LineCapRound = 1;
    internal const int LineJoinRound = 1;

    static Cairo() => NativeLibraries.Register();

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_create")]
    internal static partial nint ImageSurfaceCreate(int format, int width, int height);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_create_for_data")]
    internal static partial nint ImageSurfaceCreateForData(void* data, int format, int width, int height, int stride);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_create_from_png_stream")]
    internal static partial nint ImageSurfaceCreateFromPngStream(delegate* unmanaged<nint, byte*, uint, int> read, nint closure);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_get_data")]
    internal static partial byte* ImageSurfaceGetData(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_get_format")]
    internal static partial int ImageSurfaceGetFormat(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_get_width")]
    internal static partial int ImageSurfaceGetWidth(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_get_height")]
    internal static partial int ImageSurfaceGetHeight(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_image_surface_get_stride")]
    internal static partial int ImageSurfaceGetStride(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_surface_flush")]
    internal static partial void SurfaceFlush(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_surface_status")]
    internal static partial int SurfaceStatus(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_surface_destroy")]
    internal static partial void SurfaceDestroy(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_status_to_string")]
    internal static partial nint StatusToString(int status);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_create")]
    internal static partial nint Create(nint surface);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_destroy")]
    internal static partial void Destroy(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_status")]
    internal static partial int Status(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_save")]
    internal static partial void Save(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_restore")]
    internal static partial void Restore(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_translate")]
    internal static partial void Translate(nint cr, double x, double y);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_scale")]
    internal static partial void Scale(nint cr, double x, double y);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_rotate")]
    internal static partial void Rotate(nint cr, double radians);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_rectangle")]
    internal static partial void Rectangle(nint cr, double x, double y, double width, double height);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_new_path")]
    internal static partial void NewPath(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_new_sub_path")]
    internal static partial void NewSubPath(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_move_to")]
    internal static partial void MoveTo(nint cr, double x, double y);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_line_to")]
    internal static partial void LineTo(nint cr, double x, double y);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_close_path")]
    internal static partial void ClosePath(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_arc")]
    internal static partial void Arc(nint cr, double x, double y, double radius, double start, double end);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_clip")]
    internal static partial void Clip(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_fill")]
    internal static partial void Fill(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_stroke")]
    internal static partial void Stroke(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_paint")]
    internal static partial void Paint(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_set_source_rgba")]
    internal static partial void SetSourceRgba(nint cr, double red, double green, double blue, double alpha);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_set_source_surface")]
    internal static partial void SetSourceSurface(nint cr, nint surface, double x, double y);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_get_source")]
    internal static partial nint GetSource(nint cr);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_pattern_set_filter")]
    internal static partial void PatternSetFilter(nint pattern, int filter);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_pattern_set_extend")]
    internal static partial void PatternSetExtend(nint pattern, int extend);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_set_antialias")]
    internal static partial void SetAntialias(nint cr, int antialias);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_set_line_width")]
    internal static partial void SetLineWidth(nint cr, double width);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_set_line_cap")]
    internal static partial void SetLineCap(nint cr, int cap);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_set_line_join")]
    internal static partial void SetLineJoin(nint cr, int join);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_set_dash")]
    internal static partial void SetDash(nint cr, double* dashes, int count, double offset);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_font_options_create")]
    internal static partial nint FontOptionsCreate();

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_font_options_destroy")]
    internal static partial void FontOptionsDestroy(nint options);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_font_options_set_antialias")]
    internal static partial void FontOptionsSetAntialias(nint options, int antialias);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_font_options_set_hint_style")]
    internal static partial void FontOptionsSetHintStyle(nint options, int style);

    [LibraryImport(NativeLibraries.Cairo, EntryPoint = "cairo_font_options_set_hint_metrics")]
    internal static partial void FontOptionsSetHintMetrics(nint options, int metrics);

    /// <summary>Throws when a surface could not be made.</summary>
    internal static nint Checked(nint surface)
    {
        int status = SurfaceStatus(surface);
        if (status == 0)
            return surface;
        string why = Marshal.PtrToStringUTF8(StatusToString(status)) ?? "unknown error";
        SurfaceDestroy(surface);
        throw new InvalidOperationException($"cairo: {why}.");
    }
}
