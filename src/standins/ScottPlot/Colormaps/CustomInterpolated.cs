namespace ScottPlot.Colormaps;

/// <summary>Colours at even distances, mixed in between.</summary>
/// <param name="colors">At least one colour, first to last.</param>
public class CustomInterpolated(Color[] colors) : IColormap
{
    private readonly Color[] _colors = colors.Length > 0 ? colors : [Colors.Transparent];

    /// <inheritdoc/>
    public string Name => "Interpolated";

    /// <inheritdoc/>
    public Color GetColor(double position)
    {
        double scaled = Math.Clamp(position, 0, 1) * (_colors.Length - 1);
        int below = Math.Min((int)scaled, _colors.Length - 1);
        int above = Math.Min(below + 1, _colors.Length - 1);
        return _colors[below].MixedWith(_colors[above], scaled - below);
    }
}
