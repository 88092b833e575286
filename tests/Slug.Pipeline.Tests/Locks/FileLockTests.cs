using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Tests.Locks;

public sealed class FileLockTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string LockPath => Path.Combine(_temp.Root, "lock");

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IsHeldByOneAtATime(bool deleteOnRelease)
    {
        using (FileLock.TryTake(LockPath, deleteOnRelease))
            Assert.Null(FileLock.TryTake(LockPath, deleteOnRelease));
        Assert.Equal(!deleteOnRelease, File.Exists(LockPath));
        using var again = FileLock.TryTake(LockPath, deleteOnRelease);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task ManyThreadsEnterOneAfterTheOther()
    {
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                FileLock? held;
                while ((held = FileLock.TryTake(LockPath, deleteOnRelease: true)) is null)
                    Thread.Yield();
                using (held)
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                }
            }
        })));
        Assert.Equal(1, most);
    }

    [Fact]
    public void ItsTextCanBeReadWhileItIsHeld()
    {
        var owner = new LockOwner(42, "host", "Train/rocket", DateTimeOffset.UnixEpoch);
        using var held = FileLock.TryTake(LockPath, deleteOnRelease: true)!;
        Assert.Null(LockOwner.TryRead(LockPath));
        held.WriteText(owner.ToBytes());
        Assert.Equal(owner, LockOwner.TryRead(LockPath));
        Assert.Equal("process 42 on host, which runs Train/rocket since 00:00:00", owner.ToString());
    }
}
