namespace Slug.Data.Tests;

public sealed class ClassListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_there_is_not_written()
    {
        new ClassList(["tiger face", "rocket"], ["animal", "transport"], [0, 1]).Save(_folder.File("a.json"));
        Assert.Equal(
            """{"names":["tiger face","rocket"],"subcategories":["animal","transport"],"subcategoryOfName":[0,1]}""", File.ReadAllText(_folder.File("a.json")));
    }

    [Fact]
    public void Names_may_have_no_subcategories_and_some_of_them_be_retained()
    {
        ClassList.Of(["a", "b", "c"], [0, 2]).Save(_folder.File("a.json"));
        Assert.Equal("""{"names":["a","b","c"],"subcategories":[],"subcategoryOfName":[],"retained":[0,2]}""", File.ReadAllText(_folder.File("a.json")));
        var read = ClassList.Load(_folder.File("a.json"));
        Assert.Equal(["a", "b", "c"], read.Names);
        Assert.Equal([0, 2], read.Retained);
    }

    [Theory]
    [InlineData("""{"names":["a"],"subcategories":[],"subcategoryOfName":[],"retained":[1]}""")]
    [InlineData("""{"names":["a"],"subcategories":["x"],"subcategoryOfName":[]}""")]
    [InlineData("""{"subcategories":[],"subcategoryOfName":[]}""")]
    public void Lists_that_do_not_fit_are_refused(string json)
    {
        File.WriteAllText(_folder.File("a.json"), json);
        Assert.Throws<InvalidDataException>(() => ClassList.Load(_folder.File("a.json")));
    }
}
