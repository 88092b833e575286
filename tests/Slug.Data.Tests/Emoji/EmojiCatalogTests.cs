using Slug.Data.Emoji;

namespace Slug.Data.Tests.Emoji;

public sealed class EmojiCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Loads_names_words_and_every_vendors_image_in_the_order_asked_for()
    {
        var catalog = EmojiCatalog.Load(EmojiPackages.Write(_folder, ["google", "apple"]), ["rocket", "tiger face"]);
        Assert.Equal(["apple", "google"], catalog.Vendors);
        Assert.Equal(["rocket", "tiger face"], catalog.Items.Select(item => item.Name));
        Assert.Equal("animal mammal", catalog["tiger face"].Subcategory);
        Assert.Equal(["tiger"], catalog["tiger face"].ShortNames);
        Assert.Equal(["rocket"], catalog["rocket"].ShortNames); // for rocket2, which only a list of identifiers needs
        Assert.Equal("gf"u8.ToArray(), catalog["tiger face"].Images["google"]);
        Assert.Equal("a0"u8.ToArray(), catalog["rocket"].Images["apple"]);
        Assert.Equal(["animal mammal", "transport air"], catalog.Subcategories);
    }

    [Fact]
    public void All_unusable_names_are_listed_at_once_with_the_nearest()
    {
        var packages = EmojiPackages.Write(_folder, ["apple", "facebook"]);
        var message = Assert.Throws<InvalidDataException>(
            () => EmojiCatalog.Load(packages, ["tigr face", "rocket", "french fries", "zzzzzz"])).Message;
        Assert.Contains("'tigr face' is unknown (did you mean 'tiger face'?)", message);
        Assert.Contains("'french fries' has no drawing by facebook", message);
        Assert.Contains("'zzzzzz' is unknown", message);
        Assert.DoesNotContain("rocket", message);
    }

    [Fact]
    public void A_name_that_is_not_there_has_near_ones_in_the_message()
    {
        var catalog = EmojiCatalog.Load(EmojiPackages.Write(_folder, ["apple"]), ["rocket"]);
        Assert.Contains("'rocket'", Assert.Throws<KeyNotFoundException>(() => catalog["rockt"]).Message);
    }

    [Fact]
    public void Classes_survive_a_round_trip()
    {
        var catalog = EmojiCatalog.Load(EmojiPackages.Write(_folder, ["apple"]), ["tiger face", "rocket"]);
        catalog.Classes.Save(_folder.File("classes.json"));
        var classes = ClassList.Load(_folder.File("classes.json"));
        Assert.Equal(["tiger face", "rocket"], classes.Names);
        Assert.Equal(["animal mammal", "transport air"], classes.Subcategories);
        Assert.Equal([0, 1], classes.SubcategoryOfName);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"names\":[\"a\"],\"subcategories\":[],\"subcategoryOfName\":[0]}")]
    [InlineData("{")]
    public void Class_lists_that_do_not_fit_are_refused(string json)
    {
        File.WriteAllText(_folder.File("classes.json"), json);
        Assert.Throws<InvalidDataException>(() => ClassList.Load(_folder.File("classes.json")));
    }
}
