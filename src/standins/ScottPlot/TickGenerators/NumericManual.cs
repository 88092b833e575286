namespace ScottPlot.TickGenerators;

/// <summary>Ticks at places that the caller chose; those outside the axis are not shown.</summary>
public class NumericManual : ITickGenerator
{
    private readonly List<Tick> _ticks = [];

    /// <summary>No ticks yet.</summary>
    public NumericManual()
    {
    }

    /// <summary>The given ticks.</summary>
    /// <param name="ticks">The ticks.</param>
    public NumericManual(Tick[] ticks) => _ticks.AddRange(ticks);

    /// <summary>Labelled ticks.</summary>
    /// <param name="positions">Where.</param>
    /// <param name="labels">Their texts, as many.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public NumericManual(double[] positions, string[] labels)
    {
        if (positions.Length != labels.Length)
            throw new ArgumentException($"{positions.Length} positions but {labels.Length} labels.", nameof(labels));
        for (int i = 0; i < positions.Length; i++)
            AddMajor(positions[i], labels[i]);
    }

    /// <inheritdoc/>
    public Tick[] Ticks { get; private set; } = [];

    /// <inheritdoc/>
    public int MaxTickCount { get; set; } = 50;

    /// <summary>Adds a tick.</summary>
    /// <param name="tick">The tick.</param>
    public void Add(Tick tick) => _ticks.Add(tick);

    /// <summary>Adds a labelled tick.</summary>
    /// <param name="position">Where.</param>
    /// <param name="label">Its text.</param>
    public void AddMajor(double position, string label) => Add(Tick.Major(position, label));

    /// <summary>Adds a tick without label.</summary>
    /// <param name="position">Where.</param>
    public void AddMinor(double position) => Add(Tick.Minor(position));

    /// <inheritdoc/>
    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle) =>
        Ticks = [.. _ticks.Where(tick => range.Contains(tick.Position))];
}
