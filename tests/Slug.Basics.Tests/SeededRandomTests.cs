namespace Slug.Basics.Tests;

public class SeededRandomTests
{
    [Fact]
    public void Gives_the_published_first_values_of_SplitMix64()
    {
        var random = new SeededRandom(1234567);
        ulong[] expected =
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => random.NextBits()).ToArray());
    }

    [Fact]
    public void Derived_streams_are_pinned_and_differ_by_label()
    {
        Assert.Equal(SeededRandom.For(1, "a").NextBits(), SeededRandom.For(1, "a").NextBits());
        SeededRandom[] streams =
        [
            SeededRandom.For(1, "a"), SeededRandom.For(2, "a"), SeededRandom.For(1, "b"), SeededRandom.For(1, "a", ""),
            SeededRandom.For(1, "ab"), SeededRandom.For(1, "a", "b"),
        ];
        var first = streams.Select(random => random.NextBits()).ToArray();
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(
            [11288403855050378605, 17252783822892314525, 11917241377006668712, 7838059098789983202, 136354012960326807, 13168519804335147052], first);
        Assert.Equal(396189363866584144UL, SeededRandom.For(-1, "views", "Noto", "🍎").NextBits());
        Assert.Equal(7009416455840891122UL, SeededRandom.For(1).NextBits());
    }

    // Stored results depend on these numbers, which are those of a program in another language: they may never change.
    [Fact]
    public void Every_kind_of_number_is_pinned()
    {
        var (integers, scaled, doubles) = (new SeededRandom(42), new SeededRandom(42), new SeededRandom(42));
        Assert.Equal([3, 1, 8, 4, 0, 2, 5, 8, 5, 4, 7, 6], Enumerable.Range(0, 12).Select(_ => integers.NextInt(10)));
        Assert.Equal([7, 1, 2, 3, 0, 8, 2, 8, 3, 6, 2, 4], Enumerable.Range(0, 12).Select(_ => scaled.NextScaled(10)));
        Assert.Equal([0.7415648787718233, 0.1599103928769201, 0.27860113025513866], Enumerable.Range(0, 3).Select(_ => doubles.NextDouble()));
        Assert.Equal(13946638904614640670, SeededRandom.For(-3, "captions", "tiger face").NextBits());
    }

    [Fact]
    public void Both_shuffles_are_pinned()
    {
        int[] items = [0, 1, 2, 3, 4, 5, 6, 7], others = [.. items];
        new SeededRandom(7).Shuffle<int>(items);
        new SeededRandom(7).ShuffleScaled(others);
        Assert.Equal([1, 4, 5, 2, 6, 0, 3, 7], items);
        Assert.Equal([7, 4, 6, 1, 2, 5, 0, 3], others);
    }

    // 2^64 is 7 n + 2: the two largest numbers would make 0 and 1 likelier than the rest. The seeds are those whose first number is 2^64 - 1,
    // 2^64 - 2 and, below, 2^64 - 3, found by running SplitMix64 backwards in another language.
    [Theory]
    [InlineData(3558559446808474027, 1, 14842193813732013014)]
    [InlineData(5697289922173604375, 0, 4096908031792847418)]
    public void A_number_behind_the_last_whole_run_of_the_range_is_drawn_again(ulong seed, int drawn, ulong next)
    {
        var random = new SeededRandom(seed);
        Assert.InRange(random.NextBits(), ulong.MaxValue - 1, ulong.MaxValue);
        random = new SeededRandom(seed);
        Assert.Equal(drawn, random.NextInt(7));
        Assert.Equal(next, random.NextBits());
    }

    [Fact]
    public void The_last_number_of_the_last_whole_run_is_taken()
    {
        var random = new SeededRandom(17595026016420499197);
        Assert.Equal(6, random.NextInt(7));
        Assert.Equal(15751815470758978706, random.NextBits());
    }

    [Theory]
    [InlineData(0, new ulong[] { 16294208416658607535, 7960286522194355700, 487617019471545679 }, new[] { 0, 0, 1, 4, 7, 90, 913, 1411305908 })]
    [InlineData(7, null, new[] { 0, 0, 0, 3, 4, 5, 798, 1694264225 })]
    [InlineData(ulong.MaxValue, new ulong[] { 16490336266968443936, 16834447057089888969, 4048727598324417001 }, new[] { 0, 1, 1, 0, 6, 75, 965, 609863894 })]
    public void Several_seeds_are_pinned(ulong seed, ulong[]? bits, int[] integers)
    {
        var random = new SeededRandom(seed);
        if (bits is not null) Assert.Equal(bits, bits.Select(_ => random.NextBits()));
        random = new SeededRandom(seed);
        Assert.Equal(integers, new[] { 1, 2, 3, 6, 10, 100, 1000, int.MaxValue }.Select(random.NextInt));
    }

    [Fact]
    public void Integers_cover_the_range_evenly()
    {
        var random = new SeededRandom(7);
        var (counts, scaled) = (new int[6], new int[6]);
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.NextInt(6)]++;
            scaled[random.NextScaled(6)]++;
        }
        Assert.All(counts.Concat(scaled), count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Doubles_lie_in_the_unit_interval()
    {
        var random = new SeededRandom(7);
        var numbers = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        Assert.All(numbers, number => Assert.InRange(number, 0, 0.9999999999999999));
        Assert.InRange(numbers.Average(), 0.49, 0.51);
        var wider = Enumerable.Range(0, 1000).Select(_ => random.NextDouble(2, 4)).ToArray();
        Assert.All(wider, number => Assert.InRange(number, 2, 4));
        Assert.InRange(wider.Average(), 2.9, 3.1);
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
    public void Refuses_an_empty_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).NextInt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).NextScaled(0));
    }
}
