using Slug.Experiments.Vlm.Configuration;

namespace Slug.Experiments.Tests.Vlm;

public sealed class NamePlaceTests
{
    [Theory]
    [InlineData("anchor", "Is this an anchor?")]
    [InlineData("rocket", "Is this a rocket?")]
    [InlineData("open book", "Is this an open book?")]
    [InlineData("unicorn face", "Is this a unicorn face?")]
    [InlineData("umbrella", "Is this an umbrella?")]
    [InlineData("unidentified object", "Is this an unidentified object?")]
    [InlineData("one-piece swimsuit", "Is this a one-piece swimsuit?")]
    [InlineData("onion", "Is this an onion?")]
    [InlineData("hourglass", "Is this an hourglass?")]
    [InlineData("house", "Is this a house?")]
    [InlineData("Elon Musk", "Is this an Elon Musk?")]
    public void An_article_follows_the_sound_of_the_name(string name, string question) => Assert.Equal(question, NamePlace.Say("Is this {a name}?", name));

    [Fact]
    public void A_name_without_one_stays_as_it_is_written() =>
        Assert.Equal("Is this a anchor, an anchor or anchor?", NamePlace.Say("Is this a {name}, {a name} or {name}?", "anchor"));
}
