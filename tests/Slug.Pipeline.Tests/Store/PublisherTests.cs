using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class PublisherTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ObjectStore _store;

    public PublisherTests() => _store = _temp.NewObjects();

    private string Results => Path.Combine(_temp.Root, "results");

    public void Dispose() => _temp.Dispose();

    private Publisher NewPublisher() => new(
        _temp.Layout, new ArtifactStore(_store, _temp.Layout, () => Path.Combine(_temp.Root, "tree")), _store, "demo", Results, () => Path.Combine(_temp.Root, "part"));

    private (string, Digest, long) Stored(string path, string text)
    {
        var (digest, size) = _store.Adopt(_temp.Write("tmp", text));
        return (path, digest, size);
    }

    [Fact]
    public void WhatIsRightIsNotTouched()
    {
        var file = Stored("models/a", "A");
        Assert.Equal(1, NewPublisher().Publish("Train a", [file]));
        var before = FileStat.TryRead(Path.Combine(Results, "models/a"));
        Assert.Equal(0, NewPublisher().Publish("Train a", [file]));
        Assert.Equal(before, FileStat.TryRead(Path.Combine(Results, "models/a")));
    }

    [Fact]
    public void AnEditedResultIsPutRight()
    {
        var file = Stored("a", "A");
        NewPublisher().Publish("Train a", [file]);
        File.Delete(Path.Combine(Results, "a"));
        File.WriteAllText(Path.Combine(Results, "a"), "B");
        Assert.Equal(1, NewPublisher().Publish("Train a", [file]));
        Assert.Equal("A", File.ReadAllText(Path.Combine(Results, "a")));
    }

    [Fact]
    public void WhatAJudgeWithdrewIsPutBackWhenItIsRightAfterAll()
    {
        var (publisher, file) = (NewPublisher(), Stored("models/a", "A"));
        Assert.Equal(1, publisher.Publish("Train a", [file]));
        Assert.Equal(0, publisher.Publish("Train a", [file]));
        publisher.Publish("Train a", []);
        Assert.False(File.Exists(Path.Combine(Results, "models/a")));
        Assert.Equal(1, publisher.Publish("Train a", [file]));
        Assert.Equal("A", File.ReadAllText(Path.Combine(Results, "models/a")));
    }

    [Fact]
    public void AFileIsReadOnceARun()
    {
        var (publisher, file) = (NewPublisher(), Stored("a", "A"));
        publisher.Publish("Train a", [file]);
        File.Delete(Path.Combine(Results, "a"));
        File.WriteAllText(Path.Combine(Results, "a"), "B");
        Assert.Equal(0, publisher.Publish("Train a", [file]));
        Assert.Equal(1, NewPublisher().Publish("Train a", [file]));
    }

    [Fact]
    public void ANewVersionOfAFileThatWasSeenIsCompared()
    {
        var publisher = NewPublisher();
        publisher.Publish("Train a", [Stored("a", "A")]);
        Assert.Equal(1, publisher.Publish("Train a", [Stored("a", "B")]));
        Assert.Equal("B", File.ReadAllText(Path.Combine(Results, "a")));
    }

    [Fact]
    public void ACopyThatLostItsTimeIsRecognised()
    {
        var file = Stored("a", "A");
        Directory.CreateDirectory(Results);
        File.WriteAllText(Path.Combine(Results, "a"), "A");
        Assert.Equal(0, NewPublisher().Publish("Train a", [file]));
    }

    [Fact]
    public void WhatANewerResultNoLongerHasGoesUnlessTheUserChangedIt()
    {
        NewPublisher().Publish("Plot all", [Stored("f/a", "A"), Stored("f/b", "B"), Stored("f/c", "C")]);
        File.Delete(Path.Combine(Results, "f/c"));
        File.WriteAllText(Path.Combine(Results, "f/c"), "mine");
        NewPublisher().Publish("Plot all", [Stored("f/a", "A")]);
        Assert.Equal(["a", "c"], Directory.GetFiles(Path.Combine(Results, "f")).Select(p => Path.GetFileName(p)!).Order());
    }

    [Fact]
    public void AFolderInAResultsPlaceIsNamed()
    {
        Directory.CreateDirectory(Path.Combine(Results, "a"));
        Assert.Contains("a folder is in the place", Assert.Throws<StoreException>(() => NewPublisher().Publish("Train a", [Stored("a", "A")])).Message);
    }

    [Fact]
    public void WhatAKilledRunLeftHalfPublishedGoes()
    {
        var parts = Path.Combine(Results, ".publishing");
        Directory.CreateDirectory(parts);
        File.WriteAllText(Path.Combine(parts, "half"), "x");
        NewPublisher();
        Assert.False(Directory.Exists(parts));
        NewPublisher().Publish("Train a", [Stored("a", "A")]);
        Assert.False(Directory.Exists(parts));
    }
}
