using Slug.Experiments.Clip.Inputs;

namespace Slug.Experiments.Tests.Clip.Inputs;

/// <summary>Of which pairs second moments are taken.</summary>
public sealed class MomentParametersTests
{
    [Theory]
    [InlineData(1, 2000)]
    [InlineData(10, 2000)]
    [InlineData(7, 10)]
    [InlineData(10, 10)]
    public void As_many_pairs_count_as_are_wanted_spread_evenly(int wanted, int total)
    {
        var counted = Enumerable.Range(0, total).Where(place => new MomentParameters(null, wanted).Counts(place, total)).ToList();
        Assert.Equal(wanted, counted.Count);
        var gaps = counted.Zip(counted.Skip(1), (a, b) => b - a).ToList();
        Assert.All(gaps, gap => Assert.InRange(gap, total / wanted, (total + wanted - 1) / wanted));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(11)]
    public void All_pairs_count_where_there_are_no_more_or_no_number_is_given(int? wanted) =>
        Assert.All(Enumerable.Range(0, 10), place => Assert.True(new MomentParameters(null, wanted).Counts(place, 10)));
}
