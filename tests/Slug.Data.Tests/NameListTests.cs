namespace Slug.Data.Tests;

public class NameListTests
{
    [Fact]
    public void Comments_and_empty_lines_do_not_count_and_order_and_repeats_stay()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("list"), "# names\n b \n\na # the first\nb\n");
        Assert.Equal(["b", "a", "b"], NameList.Load(folder.File("list")));
        File.WriteAllText(folder.File("empty"), "# nothing\n");
        Assert.Throws<InvalidDataException>(() => NameList.Load(folder.File("empty")));
        Assert.Contains("is a folder", Assert.Throws<InvalidDataException>(() => NameList.Load(folder.Path)).Message);
    }
}
