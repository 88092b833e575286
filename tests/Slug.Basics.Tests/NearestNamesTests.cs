namespace Slug.Basics.Tests;

public sealed class NearestNamesTests
{
    private static readonly string[] Names = ["rocket", "racket", "hamburger", "panda face", "tiger face"];

    [Fact]
    public void Orders_by_edit_distance() => Assert.Equal(["rocket", "racket"], NearestNames.Of("rokcet", Names, 2));

    [Fact]
    public void Finds_names_that_contain_what_was_typed() => Assert.Equal("; did you mean 'tiger face'?", NearestNames.Hint("tiger", Names));

    [Fact]
    public void Names_several_in_both_forms()
    {
        Assert.Equal("; did you mean 'rocket' or 'racket'?", NearestNames.Hint("rockett", Names));
        Assert.Equal(" (did you mean 'hamburger'?)", NearestNames.Aside("hamburgre", Names));
        Assert.Equal("; did you mean 'aaab', 'aaac' or 'aaad'?", NearestNames.Hint("aaaa", ["aaab", "aaac", "aaad", "aaae"]));
    }

    [Fact]
    public void Looks_at_no_case_and_leaves_far_names_beside_a_near_one() => Assert.Equal(["rocket"], NearestNames.Of("ROCKET", ["racing", "rocket"]));

    [Fact]
    public void Says_nothing_where_nothing_is_near() => Assert.Equal("", NearestNames.Hint("xylophone", Names) + NearestNames.Aside("xylophone", Names));
}
