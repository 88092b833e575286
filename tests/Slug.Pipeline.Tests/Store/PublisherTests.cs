using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class PublisherTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ObjectStore _store;
    private readonly List<string> _aside = [];

    public PublisherTests() => _store = _temp.NewObjects();

    private string Results => Path.Combine(_temp.Root, "results");

    public void Dispose() => _temp.Dispose();

    private Publisher NewPublisher() => new(
        _temp.Layout, new ArtifactStore(_store, _temp.Layout, () => Path.Combine(_temp.Root, "tree")), _store, "demo", Results, () => Path.Combine(_temp.Root, "part"), TimeProvider.System, _aside.Add);

    private string Aside() => Assert.Single(_aside);

    private string Foreign(string path, string text) => _temp.Write(Path.Combine("photos", path), text);

    private string Link(string path, string target)
    {
        var link = Path.Combine(Results, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
        return link;
    }

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
    public void TwoThatPublishTheSameAtOnceMoveNothingAside()
    {
        foreach (var round in Enumerable.Range(0, 8))
        {
            List<(string, Digest, long)> files = [.. Enumerable.Range(0, 40).Select(i => Stored($"pictures/{i}", $"{i} of round {round}"))];
            Publisher[] both = [NewPublisher(), NewPublisher()];
            Parallel.ForEach(both, publisher => publisher.Publish("Generate a", files));
            Assert.Empty(_aside);
            Assert.Equal($"39 of round {round}", File.ReadAllText(Path.Combine(Results, "pictures/39")));
        }
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
        Assert.Equal("B", File.ReadAllText(Path.Combine(Aside(), "a")));
    }

    [Fact]
    public void AnEditThatANewResultWouldReplaceIsMovedAside()
    {
        NewPublisher().Publish("Train a", [Stored("a", "A"), Stored("b", "B"), Stored("c", "C")]);
        foreach (var name in (string[])["a", "b"])
        {
            File.Delete(Path.Combine(Results, name));
            File.WriteAllText(Path.Combine(Results, name), $"my {name}");
        }
        Assert.Equal(3, NewPublisher().Publish("Train a", [Stored("a", "new A"), Stored("b", "new B"), Stored("c", "new C")]));
        Assert.Equal(["my a", "my b"], Directory.GetFiles(Aside()).Order().Select(File.ReadAllText));
        Assert.Equal(["new A", "new B", "new C"], Directory.GetFiles(Results).Order().Select(File.ReadAllText));
    }

    [Fact]
    public void AnEditThroughTheLinkToTheStoreIsMovedAsideToo()
    {
        var file = Stored("a", "A");
        NewPublisher().Publish("Train a", [file]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(Results, "a"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.AppendAllText(Path.Combine(Results, "a"), " and a note");
        if (_store.Verify(file.Item2) == ObjectState.Damaged)
            _store.MoveAside(file.Item2);
        NewPublisher().Publish("Train a", [Stored("a", "A")]);
        Assert.Equal("A", File.ReadAllText(Path.Combine(Results, "a")));
        Assert.Equal("A and a note", File.ReadAllText(Path.Combine(Aside(), "a")));
    }

    [Fact]
    public void OurOwnResultsAreReplacedWithoutAWord()
    {
        NewPublisher().Publish("Train a", [Stored("f/a", "A"), Stored("b", "B")]);
        File.Delete(Path.Combine(Results, "b"));
        File.WriteAllText(Path.Combine(Results, "b"), "B");
        var publisher = NewPublisher();
        // What another process has published meanwhile is ours as well.
        NewPublisher().Publish("Train a", [Stored("f/a", "A2"), Stored("b", "B2")]);
        Assert.Equal(2, publisher.Publish("Train a", [Stored("f/a", "A3"), Stored("b", "B3")]));
        Assert.Empty(_aside);
        Assert.Equal(["cache", "results"], Directory.GetDirectories(_temp.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ALinkAmongTheResultsIsMovedAsideAsOneAndWhatIsBehindItStays()
    {
        var photo = Foreign("2024/photo.jpg", "a photo");
        NewPublisher().Publish("Generate a", [Stored("answers/Pop_Art/1.jpg", "1")]);
        string[] links = ["answers/photos", "answers/file", "answers/loop", "answers/itself", "answers/nowhere", "answers/Pop_Art/photos"];
        string[] targets = [Path.Combine(_temp.Root, "photos"), photo, ".", "itself", "gone", "../../../photos"];
        foreach (var (link, target) in links.Zip(targets))
            Link(link, target);
        NewPublisher().Complete(new HashSet<string> { "Generate a" });
        Assert.Equal(targets, links.Select(l => new FileInfo(Path.Combine(Aside(), l)).LinkTarget));
        Assert.Equal("a photo", File.ReadAllText(photo));
        Assert.Equal(["answers", "answers/Pop_Art", "answers/Pop_Art/1.jpg"], Directory.GetFileSystemEntries(Results, "*", SearchOption.AllDirectories).Select(e => Path.GetRelativePath(Results, e)).Order());
        NewPublisher().Complete(new HashSet<string> { "Generate a" });
        Assert.Single(_aside);
    }

    [Fact]
    public void NothingIsWrittenOrRemovedBehindALink()
    {
        var (one, two) = (Stored("answers/Pop_Art/1.jpg", "1"), Stored("answers/Pop_Art/2.jpg", "2"));
        NewPublisher().Publish("Generate a", [one, two]);
        Directory.Move(Path.Combine(Results, "answers/Pop_Art"), Path.Combine(_temp.Root, "archive"));
        Link("answers/Pop_Art", Path.Combine(_temp.Root, "archive"));
        var publisher = NewPublisher();
        Assert.Equal(1, publisher.Publish("Generate a", [one]));
        Assert.Equal(["1.jpg"], Directory.GetFiles(Path.Combine(Results, "answers/Pop_Art")).Select(Path.GetFileName));
        Assert.Equal(["1.jpg", "2.jpg"], Directory.GetFiles(Path.Combine(_temp.Root, "archive")).Select(Path.GetFileName).Order());
        Assert.Equal(Path.Combine(_temp.Root, "archive"), new FileInfo(Path.Combine(Aside(), "answers/Pop_Art")).LinkTarget);
        // Nor where the plan no longer has the folder.
        Directory.Delete(Path.Combine(Results, "answers/Pop_Art"), recursive: true);
        Link("answers/Pop_Art", Path.Combine(_temp.Root, "archive"));
        NewPublisher().Complete(new HashSet<string>());
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_temp.Root, "archive")).Length);
        Assert.Empty(Directory.GetFileSystemEntries(Results));
    }

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("folder")]
    [InlineData("gone")]
    [InlineData("a")]
    public void ALinkInThePlaceOfAResultIsMovedAside(string target)
    {
        Foreign("folder/x", "x");
        Foreign("photo.jpg", "a photo");
        NewPublisher().Publish("Train a", [Stored("a", "A")]);
        File.Delete(Path.Combine(Results, "a"));
        Link("a", target == "a" ? target : Path.Combine(_temp.Root, "photos", target));
        NewPublisher().Publish("Train a", [Stored("a", "A2")]);
        Assert.Equal("A2", File.ReadAllText(Path.Combine(Results, "a")));
        Assert.NotNull(new FileInfo(Path.Combine(Aside(), "a")).LinkTarget);
        Assert.Equal("a photo", File.ReadAllText(Path.Combine(_temp.Root, "photos/photo.jpg")));
    }

    [Fact]
    public void AFileInThePlaceOfAFolderIsMovedAside()
    {
        _temp.Write("results/answers", "mine");
        NewPublisher().Publish("Generate a", [Stored("answers/Pop_Art/1.jpg", "1")]);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Aside(), "answers")));
        Assert.True(File.Exists(Path.Combine(Results, "answers/Pop_Art/1.jpg")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("answers")]
    public void TheResultsAndTheirFoldersMayLieOnAnotherDiskBehindALink(string folder)
    {
        var photo = Foreign("photo.jpg", "a photo");
        var disk = Path.GetDirectoryName(photo)!;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Results, folder))!);
        Directory.CreateSymbolicLink(Path.TrimEndingDirectorySeparator(Path.Combine(Results, folder)), disk);
        NewPublisher().Publish("Generate a", [Stored("answers/1.jpg", "1"), Stored("answers/2.jpg", "2")]);
        NewPublisher().Publish("Generate b", [Stored("answers/b/1.jpg", "b")]);
        NewPublisher().Complete(new HashSet<string> { "Generate a", "Generate b" });
        Assert.Equal(0, NewPublisher().Publish("Generate a", [Stored("answers/1.jpg", "1"), Stored("answers/2.jpg", "2")]));
        Assert.Equal(1, NewPublisher().Publish("Generate a", [Stored("answers/1.jpg", "new")]));
        NewPublisher().Complete(new HashSet<string> { "Generate a" });
        Assert.Equal(disk, new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.Combine(Results, folder))).LinkTarget);
        Assert.Equal(["1.jpg", "photo.jpg"], Directory.GetFiles(disk, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
        Assert.Equal("a photo", File.ReadAllText(photo));
        Assert.Empty(_aside);
    }

    [Fact]
    public void APipeInThePlaceOfAResultIsMovedAsideUnopened()
    {
        NewPublisher().Publish("Train a", [Stored("a", "A")]);
        File.Delete(Path.Combine(Results, "a"));
        using (var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(Results, "a")]))
            made.WaitForExit();
        NewPublisher().Publish("Train a", [Stored("a", "A")]);
        Assert.Equal("A", File.ReadAllText(Path.Combine(Results, "a")));
        Assert.True(Path.Exists(Path.Combine(Aside(), "a")));
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
    public void WhatANewerResultNoLongerHasGoesAndIsMovedAsideWhereTheUserChangedIt()
    {
        NewPublisher().Publish("Plot all", [Stored("f/a", "A"), Stored("f/b", "B"), Stored("f/c", "C")]);
        File.Delete(Path.Combine(Results, "f/c"));
        File.WriteAllText(Path.Combine(Results, "f/c"), "mine");
        NewPublisher().Publish("Plot all", [Stored("f/a", "A")]);
        Assert.Equal(["a"], Directory.GetFiles(Path.Combine(Results, "f")).Select(Path.GetFileName));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Aside(), "f/c")));
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
