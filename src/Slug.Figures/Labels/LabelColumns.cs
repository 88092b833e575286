namespace Slug.Figures.Labels;

/// <summary>
/// Places the labels of points that stand above each other, closer than the labels are high: in a column beside them, in the points' order, each as near to
/// its point's height as the others let it. One by one such labels would drive each other far away.
/// </summary>
internal static class LabelColumns
{
    private const int Fewest = 3;
    private const double SameColumn = 8;
    private const double Away = 22;
    private const double Air = 2;

    /// <summary>Places what stands in columns.</summary>
    /// <param name="requests">The labels.</param>
    /// <param name="obstacles">What no label may cover.</param>
    /// <param name="area">What no label may leave.</param>
    /// <returns>The labels placed; those of points that stand alone, or beside whom there is no room, are not among them.</returns>
    internal static IReadOnlyList<PlacedLabel> Place(IReadOnlyList<LabelRequest> requests, IReadOnlyList<Box> obstacles, Box area)
    {
        List<PlacedLabel> placed = [];
        foreach (int[] above in Aligned(requests))
        {
            foreach (Block block in Spread(requests, above).Where(block => block.Members.Count >= Fewest))
            {
                PlacedLabel[]? column = new[] { 1, -1 }.Select(side => Column(requests, block, side, area)).FirstOrDefault(labels => labels.All(Fits));
                placed.AddRange(column ?? []);
            }
        }

        return placed;

        bool Fits(PlacedLabel label) => area.Holds(label.Box) && !obstacles.Any(label.Box.Overlaps)
            && !placed.Any(other => label.Box.Overlaps(other.Box) || label.Leader!.Value.Crosses(other.Box) || other.Leader!.Value.Crosses(label.Box));
    }

    /// <summary>The points by how far right they stand, then from top to bottom; a group ends where the next point stands clearly further right.</summary>
    private static IEnumerable<int[]> Aligned(IReadOnlyList<LabelRequest> requests)
    {
        List<int> group = [];
        foreach (int i in Enumerable.Range(0, requests.Count).OrderBy(i => requests[i].X))
        {
            if (group.Count > 0 && requests[i].X - requests[group[0]].X > SameColumn)
            {
                yield return TopDown();
                group.Clear();
            }

            group.Add(i);
        }

        if (group.Count > 0)
            yield return TopDown();

        int[] TopDown() => [.. group.OrderBy(i => requests[i].Y)];
    }

    /// <summary>
    /// The heights at which labels stand that want those of their points and may not overlap: where they would, they move together as a block whose
    /// mean distance from the points is least (pooling of adjacent violators).
    /// </summary>
    private static List<Block> Spread(IReadOnlyList<LabelRequest> requests, int[] members)
    {
        double pitch = members.Max(i => requests[i].Height) + Air;
        List<Block> blocks = [];
        foreach (int i in members)
        {
            Block block = new([i], requests[i].Y, pitch);
            while (blocks.Count > 0 && blocks[^1].Bottom + pitch > block.Top)
            {
                Block above = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                List<int> both = [.. above.Members, .. block.Members];
                block = new Block(both, both.Select((member, place) => requests[member].Y - (place * pitch)).Average(), pitch);
            }

            blocks.Add(block);
        }

        return blocks;
    }

    private static PlacedLabel[] Column(IReadOnlyList<LabelRequest> requests, Block block, int side, Box area)
    {
        double half = block.Pitch / 2;
        double top = Math.Max(area.Top + half, Math.Min(block.Top, area.Bottom - half - (block.Bottom - block.Top)));
        double edge = side > 0
            ? block.Members.Max(i => requests[i].X + requests[i].MarkerRadius) + Away
            : block.Members.Min(i => requests[i].X - requests[i].MarkerRadius) - Away;
        return [.. block.Members.Select(Label)];

        PlacedLabel Label(int i, int place)
        {
            LabelRequest request = requests[i];
            double y = top + (place * block.Pitch);
            (double left, double right) = side > 0 ? (edge, edge + request.Width) : (edge - request.Width, edge);
            Segment leader = new(request.X + (side * (request.MarkerRadius + 1)), request.Y, edge - (side * Air), y);
            return new PlacedLabel(i, new Box(left, y - (request.Height / 2), right, y + (request.Height / 2)), leader);
        }
    }

    /// <summary>Labels that stand at even distances.</summary>
    /// <param name="Members">Which, from top to bottom.</param>
    /// <param name="Top">The middle of the first.</param>
    /// <param name="Pitch">From one's middle to the next one's.</param>
    private sealed record Block(IReadOnlyList<int> Members, double Top, double Pitch)
    {
        public double Bottom => Top + ((Members.Count - 1) * Pitch);
    }
}
