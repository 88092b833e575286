using Slug.Data.WebDataset;

namespace Slug.Data.Tests.WebDataset;

public class CaptionMatcherTests
{
    [Theory]
    [InlineData("ant", "an elephant", true, false)]
    [InlineData("ant", "an ANT, big", true, true)]
    [InlineData("ant", "elephant and ant", true, true)]
    [InlineData("tiger face", "Tiger Face", true, true)]
    [InlineData("tiger face", "a tiger's face", false, false)]
    [InlineData("t-rex", "a t-rex!", true, true)]
    [InlineData("mark", "mark2", true, false)]
    [InlineData("mark", "", false, false)]
    public void Matches_by_mode(string phrase, string caption, bool substring, bool word)
    {
        Assert.Equal(substring, new CaptionMatcher(phrase).Matches(caption));
        Assert.Equal(word, new CaptionMatcher(phrase, CaptionMatchMode.Words).Matches(caption));
    }

    [Fact]
    public void Any_phrase_counts() => Assert.True(new CaptionMatcher(["tiger face", "tiger"]).Matches("a tiger"));

    [Fact]
    public void The_cap_is_a_cap_and_the_order_stays()
    {
        var samples = Enumerable.Range(0, 10).Select(i => TarSample.ImageText($"{i}", "png", [], i % 2 == 0 ? "a cat" : "a dog"));
        Assert.Equal(["0", "2", "4"], new CaptionMatcher("cat").Select(samples, 3).Select(sample => sample.Key));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CaptionMatcher("cat").Select([], 0));
    }

    [Fact]
    public void A_sample_without_caption_never_matches() => Assert.False(new CaptionMatcher("cat").Matches(null));

    [Fact]
    public void Refuses_phrases_that_match_all()
    {
        Assert.Throws<ArgumentException>(() => new CaptionMatcher(" "));
        Assert.Throws<ArgumentException>(() => new CaptionMatcher([]));
    }
}
