using Slug.Basics;
using Slug.Data.Emoji;

namespace Slug.Data.Tests.Emoji;

public class EmojiCaptionsTests
{
    private static readonly EmojiItem Tiger =
        new("tiger face", ["tiger"], "animal mammal", new Dictionary<string, byte[]>());

    [Fact]
    public void The_kinds_come_in_their_shares()
    {
        var random = SeededRandom.For(1, "captions");
        var captions = new EmojiCaptions();
        var counts = Enumerable.Range(0, 20_000)
            .Select(_ => captions.Draw(Tiger, "apple", random).Replace("tiger face", "N").Replace("tiger", "S"))
            .CountBy(caption => caption).ToDictionary();
        var shares = new Dictionary<string, double>
        {
            ["a apple style emoji of N"] = 0.30 * 0.75,
            ["a apple style emoji of S"] = 0.30 * 0.25,
            ["an emoji of N"] = 0.28 * 0.75,
            ["an emoji of S"] = 0.28 * 0.25,
            ["N"] = 0.14 * 0.75,
            ["S"] = 0.14 * 0.25,
            ["an emoji of N a kind of animal mammal"] = 0.16 * 0.75,
            ["an emoji of S a kind of animal mammal"] = 0.16 * 0.25,
            ["animal mammal"] = 0.12,
        };
        Assert.Equal(shares.Keys.Order(), counts.Keys.Order());
        Assert.All(shares, share => Assert.InRange(counts[share.Key] / 20_000.0, share.Value - 0.012, share.Value + 0.012));
    }

    [Fact]
    public void Shares_must_add_up() =>
        Assert.Throws<ArgumentException>(() => new EmojiCaptions(new EmojiCaptionMix { Plain = 0.5 }));
}
