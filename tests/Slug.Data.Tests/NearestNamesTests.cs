namespace Slug.Data.Tests;

public class NearestNamesTests
{
    private static readonly string[] Known = ["tiger face", "rocket", "racket", "hamburger", "panda face"];

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_edits(string a, string b, int expected) => Assert.Equal(expected, NearestNames.EditDistance(a, b));

    [Fact]
    public void Finds_typing_mistakes_nearest_first() => Assert.Equal(["rocket", "racket"], NearestNames.Find("rockett", Known));

    [Fact]
    public void Finds_names_that_hold_the_word() => Assert.Equal(["tiger face"], NearestNames.Find("Tiger", Known));

    [Fact]
    public void Hint_is_empty_where_nothing_is_near()
    {
        Assert.Equal("", NearestNames.Hint("zebra crossing", Known));
        Assert.Equal(" (did you mean 'hamburger'?)", NearestNames.Hint("hamburgre", Known));
    }
}
