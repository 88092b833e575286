using System.Text;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Tests.Keys;

public sealed class FolderTreeTests
{
    private static readonly FolderTree.Entry A = new("a.txt", TempFolder.DigestOf("A"), 1);
    private static readonly FolderTree.Entry B = new("sub/b b.txt", TempFolder.DigestOf("B"), 1);
    private static readonly FolderTree.Entry Empty = new("empty", null, 0);

    [Fact]
    public void IsTheSameWhateverTheOrder()
    {
        var tree = FolderTree.Create([B, Empty, A]);
        Assert.Equal(FolderTree.Create([A, B, Empty]).Digest, tree.Digest);
        Assert.Equal(["a.txt", "empty", "sub/b b.txt"], tree.Entries.Select(e => e.Path));
    }

    [Fact]
    public void ListingIsPinned()
    {
        var text = Encoding.UTF8.GetString(FolderTree.Create([A, Empty]).Text);
        Assert.Equal($"slug folder 1\0{TempFolder.DigestOf("A")} 1 a.txt\0- 0 empty\0", text);
    }

    [Fact]
    public void NamesAndEmptyFoldersCount()
    {
        FolderTree[] trees = [FolderTree.Create([]), FolderTree.Create([A]), FolderTree.Create([A with { Path = "b.txt" }]), FolderTree.Create([A, Empty])];
        Assert.Equal(trees.Length, trees.Select(t => t.Digest).Distinct().Count());
    }

    [Fact]
    public void ReadsWhatItWrote()
    {
        var tree = FolderTree.Create([A, B, Empty]);
        var read = FolderTree.Parse(tree.Text);
        Assert.Equal(tree.Entries, read.Entries);
        Assert.Equal(tree.Digest, read.Digest);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/../../b")]
    public void RefusesPathsThatLeaveTheFolder(string path) =>
        Assert.Throws<FormatException>(() => FolderTree.Parse(Encoding.UTF8.GetBytes($"slug folder 1\0- 0 {path}\0")));

    [Theory]
    [InlineData("")]
    [InlineData("slug folder 1\0- 0 a")]
    [InlineData("slug folder 1\0- a\0")]
    [InlineData("slug folder 1\0xyz 0 a\0")]
    public void RefusesWhatIsNoListing(string text) => Assert.Throws<FormatException>(() => FolderTree.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void SaysWhichLineIsDamaged()
    {
        string Error(string text) => Assert.Throws<FormatException>(() => FolderTree.Parse(Encoding.UTF8.GetBytes(text))).Message;
        Assert.Equal("Not a folder listing: its header is missing.", Error("slug folder 2\0"));
        Assert.Equal("Line 2 of a folder listing is damaged.", Error("slug folder 1\0- 0 a\0- x b\0"));
        Assert.Equal("Line 1 of a folder listing is damaged.", Error("slug folder 1\0- 0 a/./b\0"));
        Assert.Equal("Line 1 of a folder listing is damaged.", Error("slug folder 1\0- 0 \0"));
        Assert.Equal("Line 2 of a folder listing is damaged.", Error("slug folder 1\0- 0 a\0- 0 b"));
    }

    [Fact]
    public void AnEmptyListingIsAnEmptyFolder() => Assert.Empty(FolderTree.Parse(Encoding.UTF8.GetBytes("slug folder 1\0")).Entries);

    [Fact]
    public void SizesAreSummed() =>
        Assert.Equal(7, FolderTree.Parse(Encoding.UTF8.GetBytes($"slug folder 1\0{TempFolder.DigestOf("A")} 3 a\0- 0 b\0{TempFolder.DigestOf("C")} 4 c d\0")).TotalSize);
}
