namespace ScottPlot;

/// <summary>Lines across the data area.</summary>
public interface IGrid
{
    /// <summary>Whether it is drawn.</summary>
    bool IsVisible { get; set; }

    /// <summary>Draws it.</summary>
    /// <param name="rp">What to draw on, and where.</param>
    void Render(RenderPack rp);
}
