using Slug.Data.Emoji;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Judging;

namespace Slug.Experiments.Tests.Diffusion;

public sealed class DrawingLabelsTests
{
    private static readonly Dictionary<string, string> Styles = new() { ["outline"] = "openmoji", ["comic"] = "twemoji" };
    private static readonly DrawingLabels Objects = new(GridOptions.ObjectDomain, ["key", "rocket"], Styles, ["key", "rocket"]), Hands = new(GridOptions.StyleDomain, ["comic", "outline"], Styles, ["key", "rocket"]);

    [Theory]
    [InlineData("rocket", "twemoji", 1, 0)]
    [InlineData("rocket", "openmoji", 1, 1)]
    [InlineData("fish", "twemoji", null, 0)]
    // An object is what it is by whatever hand.
    [InlineData("key", "emojione", 0, null)]
    public void A_drawing_has_the_label_of_its_thing_and_of_its_hand(string name, string vendor, int? thing, int? style)
    {
        var drawing = new EmojiSampleInfo(name, vendor, "");
        Assert.Equal(thing, Objects.Of(drawing));
        Assert.Equal(style, Hands.Of(drawing));
    }

    [Fact]
    public void A_judge_of_styles_learns_from_the_things_that_it_will_judge() => Assert.False(Hands.IsSure(new EmojiSampleInfo("fish", "twemoji", "")));

    [Fact]
    public void A_judge_of_styles_learns_nothing_from_hands_that_may_draw_like_one_of_them()
    {
        Assert.False(Hands.IsSure(new EmojiSampleInfo("rocket", "emojione", "")));
        Assert.True(Hands.IsSure(new EmojiSampleInfo("rocket", "twemoji", "")));
        Assert.True(Objects.IsSure(new EmojiSampleInfo("fish", "emojione", "")));
    }
}
