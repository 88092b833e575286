using Slug.Figures.Labels;

namespace Slug.Figures.Tests.Labels;

public class LabelColumnsTests
{
    private static readonly Box Area = new(0, 0, 400, 300);

    [Fact]
    public void Labels_of_stacked_points_stand_in_their_order_beside_them()
    {
        LabelRequest[] requests = [At(100, 130), At(101, 100), At(100, 106), At(99, 112), At(100, 250)];
        IReadOnlyList<PlacedLabel> placed = Place(requests);

        Assert.Equal([1, 2, 3, 0], placed.OrderBy(label => label.Box.Top).Select(label => label.Index));
        Assert.Single(placed.Select(label => label.Box.Left).Distinct());
        Assert.All(placed, label => Assert.True(label.Box.Left > 106));
        Assert.All(placed.Zip(placed.Skip(1)), pair => Assert.True(pair.First.Box.Bottom < pair.Second.Box.Top));
        // Together they move as little as may be.
        Assert.Equal(112, placed.Average(label => label.Box.Center.Y), 1e-9);
        Assert.Equal(112, placed.Average(label => requests[label.Index].Y), 1e-9);
    }

    [Fact]
    public void Two_stacks_above_each_other_make_room_for_each_other()
    {
        LabelRequest[] requests = [.. new double[] { 90, 99, 108, 118, 123, 164, 168, 172, 175 }.Select(y => At(100, y))];
        IReadOnlyList<PlacedLabel> placed = Place(requests);

        Assert.Equal(Enumerable.Range(0, 9), placed.OrderBy(label => label.Box.Top).Select(label => label.Index));
        Assert.All(placed.OrderBy(label => label.Index).Zip(placed.OrderBy(label => label.Index).Skip(1)), pair => Assert.True(pair.First.Box.Bottom < pair.Second.Box.Top));
    }

    [Fact]
    public void At_the_right_edge_the_column_stands_left() =>
        Assert.All(Place([At(380, 100), At(380, 106), At(380, 112)]), label => Assert.True(label.Box.Right < 374));

    [Fact]
    public void At_the_top_it_stays_inside()
    {
        IReadOnlyList<PlacedLabel> placed = Place([At(100, 4), At(100, 6), At(100, 8)]);

        Assert.Equal(3, placed.Count);
        Assert.All(placed, label => Assert.True(Area.Holds(label.Box)));
    }

    [Fact]
    public void Two_points_and_points_apart_are_no_column()
    {
        Assert.Empty(Place([At(100, 100), At(100, 106)]));
        Assert.Empty(Place([At(100, 100), At(100, 140), At(100, 180)]));
        Assert.Empty(Place([At(100, 100), At(130, 106), At(160, 112)]));
    }

    [Fact]
    public void Where_other_marks_are_in_the_way_on_both_sides_there_is_none() =>
        Assert.Empty(LabelColumns.Place([At(100, 100), At(100, 106), At(100, 112)], [new Box(140, 90, 150, 120), new Box(50, 90, 60, 120)], Area));

    private static LabelRequest At(double x, double y) => new(x, y, 6, 60, 14);

    private static IReadOnlyList<PlacedLabel> Place(LabelRequest[] requests) =>
        LabelColumns.Place(requests, [.. requests.Select(request => Box.Around(request.X, request.Y, request.MarkerRadius))], Area);
}
