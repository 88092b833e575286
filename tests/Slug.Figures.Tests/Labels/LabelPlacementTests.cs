using Slug.Figures.Labels;

namespace Slug.Figures.Tests.Labels;

public class LabelPlacementTests
{
    private static readonly Box Area = new(0, 0, 400, 300);

    [Fact]
    public void Alone_a_label_stands_close_and_to_the_right()
    {
        PlacedLabel placed = LabelPlacement.Place([new LabelRequest(100, 100, 5, 60, 14)], [Box.Around(100, 100, 5)], [], Area).Single();

        Assert.InRange(placed.Box.Left, 103, 112);
        Assert.InRange(placed.Box.Center.Y, 85, 115);
        Assert.Null(placed.Leader);
    }

    [Fact]
    public void At_the_right_edge_it_goes_elsewhere_but_stays_inside()
    {
        PlacedLabel placed = LabelPlacement.Place([new LabelRequest(395, 100, 5, 60, 14)], [], [], Area).Single();

        Assert.True(Area.Holds(placed.Box));
    }

    [Fact]
    public void A_line_is_avoided_where_another_place_is_as_near()
    {
        Segment right = new(100, 100, 300, 100);
        PlacedLabel placed = LabelPlacement.Place([new LabelRequest(100, 100, 5, 60, 14)], [], [right], Area).Single();

        Assert.False(right.Crosses(placed.Box));
    }

    [Fact]
    public void A_crowded_point_gets_a_leader_to_a_free_place()
    {
        Box[] ring = [.. Enumerable.Range(0, 24).Select(i => Box.Around(200 + (22 * Math.Cos(i)), 150 + (22 * Math.Sin(i)), 6))];
        PlacedLabel placed = LabelPlacement.Place([new LabelRequest(200, 150, 4, 50, 14)], ring, [], Area).Single();

        Assert.NotNull(placed.Leader);
        Assert.DoesNotContain(ring, mark => mark.Overlaps(placed.Box));
    }

    [Fact]
    public void Without_any_free_place_a_label_is_left_out() =>
        Assert.Empty(LabelPlacement.Place([new LabelRequest(200, 150, 4, 50, 14)], [Area], [], Area));

    [Fact]
    public void Many_random_points_never_lead_to_an_overlap()
    {
        Random random = new(5);
        for (int round = 0; round < 20; round++)
        {
            LabelRequest[] requests =
            [
                .. Enumerable.Range(0, 14).Select(_ =>
                    new LabelRequest(400 * random.NextDouble(), 300 * random.NextDouble(), 5, 40 + (60 * random.NextDouble()), 14)),
            ];
            Box[] marks = [.. requests.Select(request => Box.Around(request.X, request.Y, 5))];
            IReadOnlyList<PlacedLabel> placed = LabelPlacement.Place(requests, marks, [], Area);

            Assert.True(placed.Count >= 10);
            for (int i = 0; i < placed.Count; i++)
            {
                Assert.True(Area.Holds(placed[i].Box));
                Assert.DoesNotContain(marks, mark => mark.Overlaps(placed[i].Box));
                Assert.DoesNotContain(placed.Take(i), other => other.Box.Overlaps(placed[i].Box));
                Assert.DoesNotContain(placed, other => other.Leader is { } leader && other.Index != placed[i].Index && leader.Crosses(placed[i].Box));
            }
        }
    }
}
