using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class ContentDigesterTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private ContentDigester Digester() => new(new StatMemo(Path.Combine(_temp.Root, "memo"), TimeProvider.System, () => Path.Combine(_temp.Root, "tmp")));

    [Fact]
    public void AFileIsItsBytes()
    {
        var path = _temp.Write("a", "abc");
        Assert.Equal(new Content(ArtifactKind.File, Digest.Of("abc"u8)), Digester().Read(path));
    }

    [Fact]
    public void AFolderIsItsSortedListing()
    {
        _temp.Write("d/b", "B");
        _temp.Write("d/sub/a", "A");
        Directory.CreateDirectory(Path.Combine(_temp.Root, "d", "empty"));
        var expected = FolderTree.Create([
            new("b", TempFolder.DigestOf("B"), 1), new("empty", null, 0), new("sub/a", TempFolder.DigestOf("A"), 1)]);
        Assert.Equal(new Content(ArtifactKind.Folder, expected.Digest), Digester().Read(Path.Combine(_temp.Root, "d")));
    }

    [Fact]
    public void LinksAreFollowed()
    {
        _temp.Write("d/a", "A");
        _temp.Write("elsewhere/b", "B");
        File.CreateSymbolicLink(Path.Combine(_temp.Root, "d", "b"), Path.Combine(_temp.Root, "elsewhere", "b"));
        Directory.CreateSymbolicLink(Path.Combine(_temp.Root, "d", "dir"), Path.Combine(_temp.Root, "elsewhere"));
        Assert.Equal(["a", "b", "dir/b"], Digester().ReadFolder(Path.Combine(_temp.Root, "d")).Entries.Select(e => e.Path));
    }

    [Fact]
    public void ALinkThatLeadsNowhereOrInACircleIsNamed()
    {
        _temp.Write("d/a", "A");
        File.CreateSymbolicLink(Path.Combine(_temp.Root, "d", "lost"), Path.Combine(_temp.Root, "nowhere"));
        Assert.Contains("d/lost", Assert.Throws<IOException>(() => Digester().Read(Path.Combine(_temp.Root, "d"))).Message);
        File.Delete(Path.Combine(_temp.Root, "d", "lost"));
        Directory.CreateSymbolicLink(Path.Combine(_temp.Root, "d", "again"), Path.Combine(_temp.Root, "d"));
        Assert.Contains("d/again", Assert.ThrowsAny<IOException>(() => Digester().Read(Path.Combine(_temp.Root, "d"))).Message);
    }

    [Fact]
    public void WhatTheMemoKnowsIsNotReadAgain()
    {
        var path = _temp.Write("d/a", "A");
        // In an hour: what was written within the racy window is not remembered.
        var memo = new StatMemo(Path.Combine(_temp.Root, "memo"), new ManualClock(DateTimeOffset.UtcNow.AddHours(1)), () => Path.Combine(_temp.Root, "tmp"));
        // A wrong digest planted under the file's stat shows that the file was not read.
        var planted = TempFolder.DigestOf("planted");
        Assert.True(memo.Add(FileStat.TryRead(path)!.Value, new FileSum(planted, 0)));
        Assert.Equal(planted, new ContentDigester(memo).Read(path).Digest);
        Assert.Equal(TempFolder.DigestOf("A"), new ContentDigester(memo).Read(path, scrutiny: Scrutiny.Bytes).Digest);
    }

    [Fact]
    public void NothingThereIsNamed() =>
        Assert.Contains("nowhere", Assert.Throws<FileNotFoundException>(() => Digester().Read(Path.Combine(_temp.Root, "nowhere"))).Message);
}
