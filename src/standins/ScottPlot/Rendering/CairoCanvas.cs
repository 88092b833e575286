using ScottPlot.Native;

namespace ScottPlot.Rendering;

/// <summary>Draws into pixels with cairo.</summary>
internal sealed unsafe class CairoCanvas : ICanvas, IDisposable
{
    private readonly int _width;
    private readonly int _height;
    private readonly nint _surface;
    private readonly nint _cr;

    internal CairoCanvas(int width, int height, float scale)
    {
        (_width, _height) = (width, height);
        _surface = Cairo.Checked(Cairo.ImageSurfaceCreate(Cairo.FormatArgb32, width, height));
        _cr = Cairo.Create(_surface);
        Cairo.Scale(_cr, scale, scale);
    }

    public void Save() => Cairo.Save(_cr);

    public void Restore() => Cairo.Restore(_cr);

    public void Translate(float x, float y) => Cairo.Translate(_cr, x, y);

    public void Rotate(float degrees) => Cairo.Rotate(_cr, degrees * Math.PI / 180);

    public void Clip(PixelRect rect)
    {
        Cairo.Rectangle(_cr, rect.Left, rect.Top, rect.Width, rect.Height);
        Cairo.Clip(_cr);
    }

    public void Stroke(CanvasPath path, LineStyle style)
    {
        if (!style.CanBeRendered)
            return;
        Trace(path);
        Prepare(style.Color, style.AntiAlias);
        Cairo.SetLineWidth(_cr, style.Width);
        Cairo.SetLineCap(_cr, style.Rounded ? Cairo.LineCapRound : 0);
        Cairo.SetLineJoin(_cr, style.Rounded ? Cairo.LineJoinRound : 0);
        double[] dashes = [.. (style.Pattern.Intervals ?? []).Select(length => (double)length)];
        fixed (double* pointer = dashes)
            Cairo.SetDash(_cr, pointer, dashes.Length, style.Pattern.Phase);
        Cairo.Stroke(_cr);
    }

    public void Fill(CanvasPath path, FillStyle style)
    {
        if (!style.CanBeRendered)
            return;
        Trace(path);
        Prepare(style.Color, style.AntiAlias);
        Cairo.Fill(_cr);
    }

    public void Text(string text, float x, float baseline, float width, TextFont font, Color color)
    {
        Prepare(color, antiAlias: true);
        Cairo.MoveTo(_cr, x, baseline);
        using TextLine line = new(text, font, _cr);
        line.Show(_cr);
        Cairo.NewPath(_cr);
    }

    public void Image(Image image, PixelRect target, bool smooth)
    {
        fixed (uint* pixels = image.Pixels)
        {
            nint source = Cairo.Checked(
                Cairo.ImageSurfaceCreateForData(pixels, Cairo.FormatArgb32, image.Width, image.Height, image.Width * 4));
            Cairo.Save(_cr);
            Clip(target);
            Cairo.Translate(_cr, target.Left, target.Top);
            Cairo.Scale(_cr, target.Width / (double)image.Width, target.Height / (double)image.Height);
            Cairo.SetSourceSurface(_cr, source, 0, 0);
            nint pattern = Cairo.GetSource(_cr);
            Cairo.PatternSetFilter(pattern, smooth ? Cairo.FilterGood : Cairo.FilterNearest);
            Cairo.PatternSetExtend(pattern, Cairo.ExtendPad);
            Cairo.Paint(_cr);
            Cairo.Restore(_cr);
            Cairo.SurfaceDestroy(source);
        }
    }

    /// <summary>The pixels drawn so far.</summary>
    internal Image Snapshot()
    {
        Cairo.SurfaceFlush(_surface);
        byte* data = Cairo.ImageSurfaceGetData(_surface);
        int stride = Cairo.ImageSurfaceGetStride(_surface);
        uint[] pixels = new uint[_width * _height];
        for (int y = 0; y < _height; y++)
            new ReadOnlySpan<uint>(data + ((long)y * stride), _width).CopyTo(pixels.AsSpan(y * _width));
        return new Image(pixels, _width, _height);
    }

    public void Dispose()
    {
        Cairo.Destroy(_cr);
        Cairo.SurfaceDestroy(_surface);
    }

    private void Trace(CanvasPath path)
    {
        Cairo.NewPath(_cr);
        foreach ((Pixel[] points, bool closed) in path.Lines)
        {
            for (int i = 0; i < points.Length; i++)
            {
                if (i == 0)
                    Cairo.MoveTo(_cr, points[i].X, points[i].Y);
                else
                    Cairo.LineTo(_cr, points[i].X, points[i].Y);
            }

            if (closed)
                Cairo.ClosePath(_cr);
        }

        foreach ((Pixel center, float radius) in path.Circles)
        {
            Cairo.NewSubPath(_cr);
            Cairo.Arc(_cr, center.X, center.Y, radius, 0, 2 * Math.PI);
        }
    }

    private void Prepare(Color color, bool antiAlias)
    {
        Cairo.SetSourceRgba(_cr, color.R / 255.0, color.G / 255.0, color.B / 255.0, color.A / 255.0);
        Cairo.SetAntialias(_cr, antiAlias ? Cairo.AntialiasBest : Cairo.AntialiasNone);
    }
}
