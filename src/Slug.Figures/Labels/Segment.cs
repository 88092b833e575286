namespace Slug.Figures.Labels;

/// <summary>A straight line between two points, in pixels.</summary>
/// <param name="X1">One end.</param>
/// <param name="Y1">One end.</param>
/// <param name="X2">The other end.</param>
/// <param name="Y2">The other end.</param>
internal readonly record struct Segment(double X1, double Y1, double X2, double Y2)
{
    internal double Length => Math.Sqrt(((X2 - X1) * (X2 - X1)) + ((Y2 - Y1) * (Y2 - Y1)));

    /// <summary>Whether the line touches a box: it is cut down to the box side by side (Liang and Barsky).</summary>
    internal bool Crosses(Box box)
    {
        (double from, double to) = (0, 1);
        return Cut(X1 - X2, X1 - box.Left, ref from, ref to)
            && Cut(X2 - X1, box.Right - X1, ref from, ref to)
            && Cut(Y1 - Y2, Y1 - box.Top, ref from, ref to)
            && Cut(Y2 - Y1, box.Bottom - Y1, ref from, ref to);
    }

    internal bool Crosses(Segment other)
    {
        return Side(this, other.X1, other.Y1) * Side(this, other.X2, other.Y2) < 0
            && Side(other, X1, Y1) * Side(other, X2, Y2) < 0;

        static int Side(Segment s, double x, double y) => Math.Sign(((s.X2 - s.X1) * (y - s.Y1)) - ((s.Y2 - s.Y1) * (x - s.X1)));
    }

    private static bool Cut(double direction, double distance, ref double from, ref double to)
    {
        if (direction == 0)
            return distance >= 0;
        double at = distance / direction;
        if (direction < 0)
            from = Math.Max(from, at);
        else
            to = Math.Min(to, at);
        return from <= to;
    }
}
