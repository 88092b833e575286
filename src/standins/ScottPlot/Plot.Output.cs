using System.Text;
using ScottPlot.Rendering;

namespace ScottPlot;

/// <content>Drawing and saving.</content>
public partial class Plot
{
    /// <summary>Draws the figure into memory, so that <see cref="GetPixel"/> and <see cref="LastRender"/> answer.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public void RenderInMemory(int width = 400, int height = 300) => GetImage(width, height).Dispose();

    /// <summary>Draws the figure.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public Image GetImage(int width, int height)
    {
        using CairoCanvas canvas = new(Positive(width, nameof(width)), Positive(height, nameof(height)), (float)ScaleFactor);
        Render(canvas, width, height);
        return canvas.Snapshot();
    }

    /// <summary>The figure as an image file.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="format">Only PNG here.</param>
    public byte[] GetImageBytes(int width, int height, ImageFormat format = ImageFormat.Bmp)
    {
        using Image image = GetImage(width, height);
        return image.GetImageBytes(format);
    }

    /// <summary>Writes the figure as a PNG file.</summary>
    /// <param name="filePath">The file.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public SavedImageInfo SavePng(string filePath, int width, int height)
    {
        using Image image = GetImage(width, height);
        return image.SavePng(filePath);
    }

    /// <summary>The figure as an SVG document.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public string GetSvgXml(int width, int height)
    {
        SvgCanvas canvas = new(Positive(width, nameof(width)), Positive(height, nameof(height)), (float)ScaleFactor);
        Render(canvas, width, height);
        return canvas.ToXml();
    }

    /// <summary>Writes the figure as an SVG file.</summary>
    /// <param name="filePath">The file.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public SavedImageInfo SaveSvg(string filePath, int width, int height)
    {
        string xml = GetSvgXml(width, height);
        File.WriteAllText(filePath, xml, new UTF8Encoding(false));
        return new SavedImageInfo(filePath, xml.Length);
    }

    private static int Positive(int value, string name) =>
        value > 0 ? value : throw new ArgumentException($"{name} must be greater than 0, not {value}.", name);

    private void Render(ICanvas canvas, int width, int height)
    {
        Axes.AutoScaleUnset();
        PixelRect figure = new(0, width / (float)ScaleFactor, height / (float)ScaleFactor, 0);
        FigureLayout layout = new(this, figure);
        RenderPack rp = new(this, canvas, figure, layout.DataRect);
        LastRender = new RenderDetails(figure, layout.DataRect);

        canvas.Fill(CanvasPath.Rectangle(figure), new FillStyle { Color = FigureBackground.Color, AntiAlias = false });
        canvas.Fill(CanvasPath.Rectangle(layout.DataRect), new FillStyle { Color = DataBackground.Color, AntiAlias = false });
        canvas.Save();
        canvas.Clip(layout.DataRect);
        Grid.Render(rp);
        foreach (IPlottable plottable in PlottableList.Where(plottable => plottable.IsVisible))
        {
            plottable.Axes.XAxis ??= Axes.Bottom;
            plottable.Axes.YAxis ??= Axes.Left;
            plottable.Axes.DataRect = layout.DataRect;
            plottable.Render(rp);
        }

        canvas.Restore();
        layout.RenderPanels(rp);
        Legend.Render(rp);
    }
}
