namespace Slug.Data.Tests;

public class SeededRandomTests
{
    [Fact]
    public void Gives_the_published_first_values_of_SplitMix64()
    {
        var random = new SeededRandom(1234567);
        ulong[] expected =
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()).ToArray());
    }

    [Fact]
    public void Derived_streams_are_pinned_and_differ_by_label()
    {
        Assert.Equal(SeededRandom.For(1, "a").NextUInt64(), SeededRandom.For(1, "a").NextUInt64());
        SeededRandom[] streams =
        [
            SeededRandom.For(1, "a"), SeededRandom.For(2, "a"), SeededRandom.For(1, "b"), SeededRandom.For(1, "a", ""),
            SeededRandom.For(1, "ab"), SeededRandom.For(1, "a", "b"),
        ];
        var first = streams.Select(random => random.NextUInt64()).ToArray();
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(11288403855050378605, first[0]);
    }

    [Fact]
    public void Integers_cover_the_range_evenly()
    {
        var random = new SeededRandom(7);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
            counts[random.NextInt(6)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Doubles_lie_in_the_unit_interval()
    {
        var random = new SeededRandom(7);
        var numbers = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        Assert.All(numbers, number => Assert.InRange(number, 0, 0.9999999999999999));
        Assert.InRange(numbers.Average(), 0.49, 0.51);
    }

    [Fact]
    public void Shuffle_keeps_the_items_and_depends_on_the_seed()
    {
        var a = Enumerable.Range(0, 100).ToArray();
        var b = a.ToArray();
        new SeededRandom(1).Shuffle<int>(a);
        new SeededRandom(2).Shuffle<int>(b);
        Assert.NotEqual(a, b);
        Assert.Equal(Enumerable.Range(0, 100), a.Order());
    }

    [Fact]
    public void Refuses_an_empty_range() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).NextInt(0));
}
