using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Tests.Configuration;

public sealed class NearestNamesTests
{
    private static readonly string[] Names = ["rocket", "racket", "hamburger", "panda face", "tiger face"];

    [Fact]
    public void Orders_by_edit_distance() => Assert.Equal(["rocket", "racket"], NearestNames.Of("rokcet", Names, 2));

    [Fact]
    public void Finds_names_that_contain_what_was_typed() => Assert.Equal("; did you mean 'tiger face'?", NearestNames.Hint("tiger", Names));

    [Fact]
    public void Says_nothing_where_nothing_is_near() => Assert.Equal("", NearestNames.Hint("xylophone", Names));
}
