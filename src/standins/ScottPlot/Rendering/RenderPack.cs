using ScottPlot.Rendering;

namespace ScottPlot;

/// <summary>What a render hands to everything it draws. Only this assembly can draw: the canvas is not the real package's.</summary>
public class RenderPack
{
    internal RenderPack(Plot plot, ICanvas canvas, PixelRect figureRect, PixelRect dataRect)
    {
        Plot = plot;
        Canvas = canvas;
        FigureRect = figureRect;
        DataRect = dataRect;
    }

    /// <summary>The plot.</summary>
    public Plot Plot { get; }

    /// <summary>The whole figure.</summary>
    public PixelRect FigureRect { get; }

    /// <summary>The area between the axes.</summary>
    public PixelRect DataRect { get; }

    /// <summary>Ignored here.</summary>
    public Paint Paint { get; } = Paint.NewDisposablePaint();

    internal ICanvas Canvas { get; }
}

/// <summary>Where the last render put things.</summary>
/// <param name="figureRect">The whole figure.</param>
/// <param name="dataRect">The area between the axes.</param>
public readonly struct RenderDetails(PixelRect figureRect, PixelRect dataRect)
{
    /// <summary>The whole figure.</summary>
    public readonly PixelRect FigureRect = figureRect;

    /// <summary>The area between the axes.</summary>
    public readonly PixelRect DataRect = dataRect;
}
