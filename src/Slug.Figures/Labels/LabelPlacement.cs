namespace Slug.Figures.Labels;

/// <summary>
/// Finds places for labels beside their points: columns first (<see cref="LabelColumns"/>), then one after the other, each at the cheapest free
/// place: close to its point, not on a line. No label ever covers a mark or another label; one that finds no place at all is left out.
/// </summary>
internal static class LabelPlacement
{
    private const int Directions = 16;
    private const double Gap = 3;
    private const double LeaderFrom = 12;
    private const double OnLineCost = 60;
    private const double LeaderCrossingCost = 150;
    private const double TurnCost = 4;
    private const double NearOther = 7;
    private const double NearOtherCost = 25;

    private static readonly double[] Distances = [0, 4, 9, 16, 26, 40, 58, 80, 110, 150, 200, 260];

    /// <summary>Places labels in the order of the requests: what matters most comes first.</summary>
    /// <param name="requests">The labels.</param>
    /// <param name="obstacles">What no label may cover, such as the marks of all points.</param>
    /// <param name="lines">What labels had better not cover.</param>
    /// <param name="area">What no label may leave.</param>
    /// <returns>The labels that found a place.</returns>
    internal static IReadOnlyList<PlacedLabel> Place(
        IReadOnlyList<LabelRequest> requests, IReadOnlyList<Box> obstacles, IReadOnlyList<Segment> lines, Box area)
    {
        List<PlacedLabel> placed = [.. LabelColumns.Place(requests, obstacles, area)];
        HashSet<int> inColumns = [.. placed.Select(label => label.Index)];
        for (int i = 0; i < requests.Count; i++)
        {
            if (inColumns.Contains(i))
                continue;
            PlacedLabel? best = null;
            double bestCost = double.PositiveInfinity;
            foreach (PlacedLabel candidate in Candidates(i, requests[i]))
            {
                double cost = Cost(candidate, requests[i], placed, obstacles, lines, area);
                if (cost < bestCost)
                    (best, bestCost) = (candidate, cost);
            }

            if (best is { } found)
                placed.Add(found);
        }

        return placed;
    }

    private static IEnumerable<PlacedLabel> Candidates(int index, LabelRequest request)
    {
        foreach (double distance in Distances)
        {
            double reach = request.MarkerRadius + Gap + distance;
            for (int direction = 0; direction < Directions; direction++)
            {
                double angle = direction * 2 * Math.PI / Directions;
                (double dx, double dy) = (Math.Cos(angle), -Math.Sin(angle));

                // The side or corner of the text that faces the point lies at the wanted distance from it.
                double x = request.X + (dx * reach) + (Facing(dx) * request.Width);
                double y = request.Y + (dy * reach) + (Facing(dy) * request.Height);
                Box box = new(x - (request.Width / 2), y - (request.Height / 2), x + (request.Width / 2), y + (request.Height / 2));
                yield return new PlacedLabel(index, box, distance < LeaderFrom ? null : LeaderTo(box, request));
            }
        }

        static double Facing(double direction) => Math.Clamp(direction * 1.3, -1, 1) / 2;
    }

    private static Segment LeaderTo(Box box, LabelRequest request)
    {
        (double x, double y) = box.Nearest(request.X, request.Y);
        double length = new Segment(request.X, request.Y, x, y).Length;
        double skip = (request.MarkerRadius + 1) / Math.Max(length, 1);
        return new Segment(request.X + ((x - request.X) * skip), request.Y + ((y - request.Y) * skip), x, y);
    }

    private static double Cost(
        PlacedLabel candidate,
        LabelRequest request,
        IReadOnlyList<PlacedLabel> placed,
        IReadOnlyList<Box> obstacles,
        IReadOnlyList<Segment> lines,
        Box area)
    {
        Box box = candidate.Box;
        Box aired = box.Grown(1);
        if (!area.Holds(box)
            || obstacles.Any(aired.Overlaps)
            || aired.Overlaps(Box.Around(request.X, request.Y, request.MarkerRadius))
            || placed.Any(other => aired.Overlaps(other.Box) || other.Leader is { } leader && leader.Crosses(aired)))
        {
            return double.PositiveInfinity;
        }

        // People expect text right of its point, and read it as naming whatever mark is nearest.
        (double x, double y) = box.Nearest(request.X, request.Y);
        double distance = new Segment(request.X, request.Y, x, y).Length;
        double turn = Math.Abs(Math.Atan2(box.Center.Y - request.Y, box.Center.X - request.X)) / Math.PI;
        double cost = distance + (TurnCost * turn) + (OnLineCost * lines.Count(line => line.Crosses(box)))
            + (NearOtherCost * obstacles.Count(obstacle => !obstacle.Holds(request.X, request.Y) && box.Grown(NearOther).Overlaps(obstacle)));
        if (candidate.Leader is { } own)
        {
            if (placed.Any(other => own.Crosses(other.Box) || other.Leader is { } leader && own.Crosses(leader)))
                return double.PositiveInfinity;
            cost += LeaderCrossingCost * obstacles.Count(obstacle => own.Crosses(obstacle) && !obstacle.Holds(request.X, request.Y));
        }

        return cost;
    }
}
