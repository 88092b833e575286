using Slug.Basics;
using Slug.Models.Pretraining;

namespace Slug.Models.Tests.Pretraining;

public class BatchSamplerTests
{
    private static readonly int[] Groups = [.. Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? 0 : i % 10)];

    [Fact]
    public void No_batch_holds_two_pairs_of_a_group()
    {
        var sampler = new BatchSampler(Groups, 7, new SeededRandom(1));
        for (var i = 0; i < 200; i++) Assert.Equal(7, sampler.Next().Select(p => Groups[p]).Distinct().Count());
    }

    [Fact]
    public void Every_group_comes_as_often_and_every_pair_comes()
    {
        var sampler = new BatchSampler(Groups, 5, new SeededRandom(2));
        var drawn = Enumerable.Range(0, 400).SelectMany(_ => sampler.Next()).ToList();
        Assert.All(drawn.GroupBy(p => Groups[p]), g => Assert.InRange(g.Count(), 199, 201));
        Assert.Equal(Groups.Length, drawn.Distinct().Count());
    }

    [Fact]
    public void The_seed_decides_the_order()
    {
        int[] Draw(ulong seed) => [.. Enumerable.Repeat(new BatchSampler(Groups, 5, new SeededRandom(seed)), 10).SelectMany(s => s.Next())];
        Assert.Equal(Draw(3), Draw(3));
        Assert.NotEqual(Draw(3), Draw(4));
    }

    [Fact]
    public void Too_few_groups_are_refused() =>
        Assert.Contains("there are 10", Assert.Throws<ArgumentException>(() => new BatchSampler(Groups, 11, new SeededRandom(1))).Message);
}
