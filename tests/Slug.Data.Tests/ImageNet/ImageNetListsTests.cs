namespace Slug.Data.Tests.ImageNet;

/// <summary>The lists in data/imagenet.</summary>
public class ImageNetListsTests
{
    private static IReadOnlyList<string> Load(string name) => NameList.Load(Path.Combine(AppContext.BaseDirectory, "data", "imagenet", name));

    [Fact]
    public void There_are_a_thousand_names_of_which_two_are_twice()
    {
        var names = Load("classes.txt");
        Assert.Equal(1000, names.Count);
        Assert.Equal(["missile", "sunglasses"], names.CountBy(name => name).Where(pair => pair.Value > 1).Select(pair => pair.Key).Order());
        Assert.All(names, name => Assert.Matches(@"^[A-Za-z][A-Za-z0-9 .,/()'-]*$", name));
    }

    [Theory]
    [InlineData(0, "tench")]
    [InlineData(2, "great white shark")]
    [InlineData(134, "crane bird")]
    [InlineData(207, "Golden Retriever")]
    [InlineData(250, "Siberian Husky")]
    [InlineData(281, "tabby cat")]
    [InlineData(388, "giant panda")]
    [InlineData(404, "airliner")]
    [InlineData(517, "construction crane")]
    [InlineData(604, "hourglass")]
    [InlineData(717, "pickup truck")]
    [InlineData(817, "sports car")]
    [InlineData(850, "teddy bear")]
    [InlineData(920, "traffic light")]
    [InlineData(954, "banana")]
    [InlineData(963, "pizza")]
    [InlineData(980, "volcano")]
    [InlineData(999, "toilet paper")]
    public void Names_are_where_every_classifier_has_them(int index, string name) => Assert.Equal(name, Load("classes.txt")[index]);

    [Theory]
    [InlineData("templates.txt", 80)]
    [InlineData("templates-simple.txt", 7)]
    public void Templates_are_phrases_with_one_place_for_the_name(string file, int count)
    {
        var templates = Load(file);
        Assert.Equal(count, templates.Distinct().Count());
        Assert.Equal(count, templates.Count);
        Assert.All(templates, template => Assert.Equal(2, template.Split("{name}").Length));
        Assert.All(templates, template => Assert.EndsWith(".", template));
        Assert.Contains("itap of a {name}.", templates);
    }

    [Fact]
    public void The_simple_templates_are_among_the_eighty() => Assert.Subset(Load("templates.txt").ToHashSet(), Load("templates-simple.txt").ToHashSet());
}
