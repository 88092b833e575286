namespace Slug.Figures.Labels;

/// <summary>A rectangle in pixels, y downward.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    internal double Width => Right - Left;

    internal double Height => Bottom - Top;

    internal (double X, double Y) Center => ((Left + Right) / 2, (Top + Bottom) / 2);

    internal static Box Around(double x, double y, double radius) => new(x - radius, y - radius, x + radius, y + radius);

    internal bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    internal bool Holds(Box other) => other.Left >= Left && other.Right <= Right && other.Top >= Top && other.Bottom <= Bottom;

    internal bool Holds(double x, double y) => x >= Left && x <= Right && y >= Top && y <= Bottom;

    internal Box Grown(double by) => new(Left - by, Top - by, Right + by, Bottom + by);

    /// <summary>The point of the box nearest to another point.</summary>
    internal (double X, double Y) Nearest(double x, double y) => (Math.Clamp(x, Left, Right), Math.Clamp(y, Top, Bottom));
}
