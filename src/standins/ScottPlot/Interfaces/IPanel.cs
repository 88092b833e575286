namespace ScottPlot;

/// <summary>Something drawn beside the data area: an axis, a title, a colour bar.</summary>
public interface IPanel
{
    /// <summary>Whether it is drawn and takes room.</summary>
    bool IsVisible { get; set; }

    /// <summary>Least thickness in pixels.</summary>
    float MinimumSize { get; set; }

    /// <summary>Greatest thickness in pixels.</summary>
    float MaximumSize { get; set; }

    /// <summary>The side of the data area it lies on.</summary>
    Edge Edge { get; }

    /// <summary>The thickness it needs, in pixels.</summary>
    /// <param name="paint">Ignored here.</param>
    float Measure(Paint paint);

    /// <summary>Draws it.</summary>
    /// <param name="rp">What to draw on, and where.</param>
    /// <param name="size">Its thickness.</param>
    /// <param name="offset">Its distance from the data area.</param>
    void Render(RenderPack rp, float size, float offset);
}
