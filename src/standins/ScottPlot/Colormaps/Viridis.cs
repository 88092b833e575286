namespace ScottPlot.Colormaps;

/// <summary>Dark blue over green to yellow, evenly bright steps; nine anchors mixed in between approximate the original's 256.</summary>
public class Viridis : IColormap
{
    private readonly CustomInterpolated _colors = new(
    [
        .. new[] { "#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C", "#28AE80", "#5EC962", "#ADDC30", "#FDE725" }.Select(Color.FromHex),
    ]);

    /// <inheritdoc/>
    public string Name => "Viridis";

    /// <inheritdoc/>
    public Color GetColor(double position) => _colors.GetColor(position);
}
