using Slug.Data.Emoji;

namespace Slug.Data.Tests.Emoji;

public class EmojiNamesTests
{
    [Fact]
    public void The_tracked_list_is_what_its_header_says()
    {
        var names = EmojiNames.Load(Path.Combine(AppContext.BaseDirectory, "names.txt"));
        Assert.InRange(names.Count, 255, 275);
        Assert.All(names, name => Assert.Matches("^[a-z-]+( [a-z-]+){0,2}$", name));
        Assert.All(["tiger face", "rocket", "hamburger", "panda face"], name => Assert.Contains(name, names));
    }

    [Fact]
    public void Names_listed_twice_are_all_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("names.txt"), "# a comment\nrocket\n\ntaco # twice\nrocket\ntaco\n");
        var message = Assert.Throws<InvalidDataException>(() => EmojiNames.Load(folder.File("names.txt"))).Message;
        Assert.Contains("rocket, taco", message);
    }

    [Fact]
    public void An_empty_list_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("names.txt"), "# nothing\n");
        Assert.Throws<InvalidDataException>(() => EmojiNames.Load(folder.File("names.txt")));
    }
}
