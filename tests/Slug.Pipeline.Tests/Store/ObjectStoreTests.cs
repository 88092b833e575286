using Slug.Pipeline.Files;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class ObjectStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ObjectStore _store;

    public ObjectStoreTests() => _store = _temp.NewObjects();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void AFileBecomesAReadOnlyObjectUnderItsDigest()
    {
        var path = _temp.Write("out", "abc");
        var (digest, size) = _store.Adopt(path);
        Assert.Equal(TempFolder.DigestOf("abc"), digest);
        Assert.Equal(3, size);
        Assert.False(File.Exists(path));
        var stored = _store.PathOf(digest);
        Assert.EndsWith(Path.Combine("cas", "ba", "7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), stored);
        Assert.True(File.GetAttributes(stored).HasFlag(FileAttributes.ReadOnly));
        Assert.Equal(ObjectState.Intact, _store.Check(digest, 3));
    }

    [Fact]
    public void TheSameBytesAreStoredOnce()
    {
        var (digest, _) = _store.Adopt(_temp.Write("one", "abc"));
        var before = FileStat.TryRead(_store.PathOf(digest));
        _store.Adopt(_temp.Write("two", "abc"));
        Assert.Equal(before, FileStat.TryRead(_store.PathOf(digest)));
        Assert.False(File.Exists(Path.Combine(_temp.Root, "two")));
    }

    [Fact]
    public void AnEditOfTheSameLengthIsDamage()
    {
        var (digest, _) = _store.Adopt(_temp.Write("out", "abc"));
        File.SetAttributes(_store.PathOf(digest), FileAttributes.Normal);
        File.WriteAllText(_store.PathOf(digest), "abd");
        Assert.Equal(ObjectState.Damaged, _store.Check(digest, 3));
        Assert.Equal(ObjectState.Damaged, _store.Verify(digest));
    }

    [Fact]
    public void DamageIsSeenThoughSizeAndTimeAreWhatTheyWere()
    {
        var (digest, _) = _store.Adopt(_temp.Write("out", "abc"));
        Damage.KeepingSizeAndTime(_store.PathOf(digest));
        Assert.Equal(ObjectState.Damaged, _store.Check(digest, 3));
        Assert.Equal(ObjectState.Damaged, _temp.NewObjects().Check(digest, 3));
    }

    [Fact]
    public void AnObjectThatWasLinkedOrCopiedAnewIsHashedOnceAndRemembered()
    {
        var (digest, _) = _store.Adopt(_temp.Write("out", "abc"));
        File.SetLastWriteTimeUtc(_store.PathOf(digest), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(ObjectState.Intact, _store.Check(digest, 3));
    }

    [Fact]
    public void AnObjectThatWasDamagedWithoutATraceIsReplacedByTheRightBytes()
    {
        var lying = new FrozenStats();
        var store = _temp.NewObjects(lying);
        var (digest, _) = store.Adopt(_temp.Write("out", "abc"));
        lying.Freeze(_temp.Root);
        Damage.KeepingSizeAndTime(store.PathOf(digest));
        Assert.Equal(ObjectState.Damaged, store.Verify(digest));
        store.Adopt(_temp.Write("again", "abc"));
        Assert.Equal("abc", File.ReadAllText(store.PathOf(digest)));
    }

    [Fact]
    public void MissingTruncatedAndMovedAsideAreSeen()
    {
        Assert.Equal(ObjectState.Missing, _store.Check(TempFolder.DigestOf("x"), 1));
        var (digest, _) = _store.Adopt(_temp.Write("out", "abc"));
        Assert.Equal(ObjectState.Damaged, _store.Check(digest, 4));
        _store.MoveAside(digest);
        Assert.Equal(ObjectState.Missing, _store.Check(digest, 3));
        Assert.True(File.Exists(Path.Combine(_temp.Layout.Damaged, "cas-" + digest)));
    }

    [Fact]
    public void ADamagedObjectIsReplacedByTheRightBytes()
    {
        var (digest, _) = _store.Adopt(_temp.Write("out", "abc"));
        File.SetAttributes(_store.PathOf(digest), FileAttributes.Normal);
        File.WriteAllText(_store.PathOf(digest), "");
        _store.Adopt(_temp.Write("again", "abc"));
        Assert.Equal(ObjectState.Intact, _store.Verify(digest));
    }

    [Fact]
    public void AnOutputThatIsALinkIsStoredAsACopy()
    {
        var original = _temp.Write("original", "abc");
        var before = FileStat.TryRead(original);
        File.CreateSymbolicLink(Path.Combine(_temp.Root, "link"), original);
        var (digest, _) = _store.Adopt(Path.Combine(_temp.Root, "link"));
        Assert.Equal("abc", File.ReadAllText(_store.PathOf(digest)));
        Assert.Equal(before, FileStat.TryRead(original));
        Assert.Null(new FileInfo(_store.PathOf(digest)).LinkTarget);
    }
}
