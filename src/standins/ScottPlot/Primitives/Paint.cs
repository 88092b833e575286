namespace ScottPlot;

/// <summary>
/// What the real package draws and measures with. Here every drawing call carries its own style, so this only keeps the
/// signatures of <see cref="LabelStyle.Measure(string, Paint)"/> and the tick generators.
/// </summary>
public class Paint : IDisposable
{
    internal Paint()
    {
    }

    /// <summary>A paint for measuring outside a render.</summary>
    public static Paint NewDisposablePaint() => new();

    /// <summary>Releases nothing; there is nothing native here.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}
