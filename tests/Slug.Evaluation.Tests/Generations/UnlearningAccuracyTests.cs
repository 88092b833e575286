using Slug.Evaluation.Generations;

namespace Slug.Evaluation.Tests.Generations;

/// <summary>UA, IRA and CRA counted by hand.</summary>
public class UnlearningAccuracyTests
{
    // Two styles, two objects, two pictures each. "Van_Gogh" is unlearned: three of its four are taken for another style, one of them for another object too.
    private static readonly JudgedPicture[] Pictures =
    [
        new("Van_Gogh", "Dogs", "Sketch", "Dogs"), new("Van_Gogh", "Dogs", "Sketch", "Cats"),
        new("Van_Gogh", "Cats", "Photo", "Cats"), new("Van_Gogh", "Cats", "Van_Gogh", "Cats"),
        new("Sketch", "Dogs", "Sketch", "Dogs"), new("Sketch", "Dogs", "Photo", "Dogs"),
        new("Sketch", "Cats", "Sketch", "Cats"), new("Sketch", "Cats", "Sketch", "Dogs"),
        new("Photo", "Cats", "Photo", "Cats"),
    ];

    [Fact]
    public void A_style()
    {
        var measured = UnlearningAccuracy.Of("Van_Gogh", Domain.Style, Pictures);
        Assert.Equal(new PictureShare(3 / 4.0, 4), measured.Unlearning);
        // Sketch 3 of 4, Photo 1 of 1: the mean of the labels, not of the pictures.
        Assert.Equal(new PictureShare((0.75 + 1) / 2, 5), measured.InDomain);
        // Dogs 3 of 4, Cats 4 of 5; without the target's Dogs 2 of 2, Cats 2 of 3.
        Assert.Equal(new PictureShare((3 / 4.0 + 4 / 5.0) / 2, 9), measured.CrossDomain);
        Assert.Equal(new PictureShare((1 + 2 / 3.0) / 2, 5), measured.CrossDomainWithoutTarget);
        Assert.Equal([("Sketch", 2), ("Photo", 1), ("Van_Gogh", 1)], measured.Became);
    }

    [Fact]
    public void An_object()
    {
        var measured = UnlearningAccuracy.Of("Dogs", Domain.Object, Pictures);
        Assert.Equal(new PictureShare(1 / 4.0, 4), measured.Unlearning);
        Assert.Equal(new PictureShare(4 / 5.0, 5), measured.InDomain);
        // Van_Gogh 1 of 4, Sketch 3 of 4, Photo 1 of 1; without Dogs 1 of 2, 2 of 2, 1 of 1.
        Assert.Equal(new PictureShare((0.25 + 0.75 + 1) / 3, 9), measured.CrossDomain);
        Assert.Equal(new PictureShare((0.5 + 1 + 1) / 3, 5), measured.CrossDomainWithoutTarget);
    }

    [Fact]
    public void Requests_count_alike_in_the_mean()
    {
        UnlearningAccuracy[] requests = [UnlearningAccuracy.Of("Van_Gogh", Domain.Style, Pictures), UnlearningAccuracy.Of("Photo", Domain.Style, Pictures)];
        Assert.Equal(new PictureShare((0.75 + 0) / 2, 5), UnlearningAccuracy.Mean(requests, r => r.Unlearning));
    }

    [Fact]
    public void A_target_without_pictures_is_refused() =>
        Assert.StartsWith("The answer set has no picture of 'Monet'.", Assert.Throws<ArgumentException>(() => UnlearningAccuracy.Of("Monet", Domain.Style, Pictures)).Message, StringComparison.Ordinal);

    [Fact]
    public void Files_are_named_as_the_official_tools_look_for_them()
    {
        var name = new AnswerName("Pop_Art", "Dogs", 188);
        Assert.Equal("Pop_Art_Dogs_seed188.jpg", name.FileName);
        Assert.Equal("A Dogs image in Pop Art style.", name.Prompt);
        Assert.True(AnswerName.TryParse("Pop_Art_Dogs_seed188.jpg", ["Cats", "Dogs"], out var parsed));
        Assert.Equal(name, parsed);
        Assert.True(AnswerName.TryParse("Seed_Images_Hot_Dogs_seed8.jpg", ["Dogs", "Hot_Dogs"], out parsed));
        Assert.Equal(new AnswerName("Seed_Images", "Hot_Dogs", 8), parsed);
    }

    [Theory]
    [InlineData("Pop_Art_Dogs_seed188.png")]
    [InlineData("Pop_Art_Birds_seed188.jpg")]
    [InlineData("Pop_Art_Dogs_seed.jpg")]
    [InlineData("_Dogs_seed1.jpg")]
    [InlineData("Dogs_seed1.jpg")]
    public void Other_names_are_no_answers(string file) => Assert.False(AnswerName.TryParse(file, ["Cats", "Dogs"], out _));

    [Theory]
    [InlineData("Pop_Art_Dogs_seed-1.jpg")]
    [InlineData("Pop_Art_Dogs_seed1.JPG")]
    [InlineData("Pop_Art_Dogs_1.jpg")]
    [InlineData("_seed1.jpg")]
    [InlineData("PopDogs_seed1.jpg")]
    public void Nor_are_these(string file) => Assert.False(AnswerName.TryParse(file, ["Cats", "Dogs"], out _));

    [Fact]
    public void Of_a_style_of_one_letter_the_name_is_read() =>
        Assert.True(AnswerName.TryParse("A_Dogs_seed0.jpg", ["Dogs"], out var name) && name == new AnswerName("A", "Dogs", 0));

    [Fact]
    public void Without_other_pictures_there_is_nothing_to_average()
    {
        var alone = UnlearningAccuracy.Of("Van_Gogh", Domain.Style, Pictures[..4]);
        Assert.True(double.IsNaN(alone.InDomain.Value));
        Assert.Equal(0, alone.InDomain.Pictures);
        Assert.True(double.IsNaN(alone.CrossDomainWithoutTarget.Value));
        // Dogs one of two, Cats two of two.
        Assert.Equal(new PictureShare(0.75, 4), alone.CrossDomain);
        // A mean leaves it out.
        Assert.Equal(new PictureShare((0.75 + 1) / 2, 5), UnlearningAccuracy.Mean([alone, UnlearningAccuracy.Of("Van_Gogh", Domain.Style, Pictures)], r => r.InDomain));
        Assert.True(double.IsNaN(UnlearningAccuracy.Mean([], r => r.Unlearning).Value));
    }

    [Fact]
    public void What_a_target_became_is_in_order_of_count_and_then_of_name() => Assert.Equal(
        [("b", 2), ("a", 1), ("c", 1)],
        UnlearningAccuracy.Of("x", Domain.Style, [new("x", "o", "c", "o"), new("x", "o", "b", "o"), new("x", "o", "a", "o"), new("x", "o", "b", "o")]).Became);
}
