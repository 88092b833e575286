using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Tests.Files;

public sealed class StatMemoTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly Digest _digest = TempFolder.DigestOf("x");

    private string MemoPath => Path.Combine(_temp.Root, "memo");

    private string NewPath() => Path.Combine(_temp.Root, Guid.NewGuid().ToString());

    public void Dispose() => _temp.Dispose();

    private FileStat Stat(ulong inode, double secondsAgo = 60)
    {
        var time = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromSeconds(secondsAgo)).Ticks * 100;
        return new FileStat(1, inode, 10, time, time, false);
    }

    [Fact]
    public void RemembersAcrossProcesses()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        Assert.True(memo.Add(Stat(7), _digest));
        Assert.True(memo.TrySave());
        Assert.Equal(_digest, new StatMemo(MemoPath, _clock, NewPath).Find(Stat(7)));
    }

    [Fact]
    public void AnyDifferenceInTheStatForgets()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        memo.Add(Stat(7), _digest);
        Assert.Null(memo.Find(Stat(7) with { Size = 11 }));
        Assert.Null(memo.Find(Stat(7) with { Modified = Stat(7).Modified + 1 }));
        Assert.Null(memo.Find(Stat(7) with { Changed = Stat(7).Changed + 1 }));
        Assert.Null(memo.Find(Stat(7) with { Device = 2 }));
        Assert.Null(memo.Find(Stat(8)));
    }

    [Fact]
    public void AFileWrittenJustNowIsNotRemembered()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        Assert.False(memo.Add(Stat(7, secondsAgo: 1.9), _digest));
        Assert.Null(memo.Find(Stat(7, secondsAgo: 1.9)));
        Assert.False(memo.Add(Stat(8, secondsAgo: -5), _digest));
        Assert.True(memo.Add(Stat(9, secondsAgo: 2.1), _digest));
    }

    [Fact]
    public void ATornOrDamagedEntryIsPassedOver()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        for (var i = 1ul; i <= 3; i++)
            memo.Add(Stat(i), _digest);
        memo.TrySave();
        var bytes = File.ReadAllBytes(MemoPath);
        bytes[80 + 50] ^= 1;
        File.WriteAllBytes(MemoPath, bytes[..^7]);

        var read = new StatMemo(MemoPath, _clock, NewPath);
        Assert.Equal(_digest, read.Find(Stat(1)));
        Assert.Null(read.Find(Stat(2)));
        Assert.Null(read.Find(Stat(3)));

        read.Add(Stat(4), _digest);
        read.TrySave();
        Assert.Equal(0, new FileInfo(MemoPath).Length % 80);
        Assert.Equal(_digest, new StatMemo(MemoPath, _clock, NewPath).Find(Stat(4)));
    }

    [Fact]
    public void TwoProcessesAddToOneFile()
    {
        var one = new StatMemo(MemoPath, _clock, NewPath);
        var two = new StatMemo(MemoPath, _clock, NewPath);
        one.Add(Stat(1), _digest);
        two.Add(Stat(2), _digest);
        one.TrySave();
        two.TrySave();
        Assert.Equal(2, new StatMemo(MemoPath, _clock, NewPath).Count);
    }

    [Fact]
    public void AMemoOfMostlyOutdatedEntriesIsRewritten()
    {
        for (var round = 0; round < 4; round++)
        {
            var memo = new StatMemo(MemoPath, _clock, NewPath);
            for (var i = 1ul; i <= 5000; i++)
                memo.Add(Stat(i, 100 - round), TempFolder.DigestOf($"{round}"));
            memo.TrySave();
        }
        Assert.True(new FileInfo(MemoPath).Length < 3 * 5000 * 80);
        var last = new StatMemo(MemoPath, _clock, NewPath);
        Assert.Equal(TempFolder.DigestOf("3"), last.Find(Stat(5000, 97)));
    }

    [Fact]
    public void AFileThatCannotBeWrittenOnlyCostsTime()
    {
        var memo = new StatMemo(Path.Combine(_temp.Write("file", "x"), "memo"), _clock, NewPath);
        memo.Add(Stat(1), _digest);
        Assert.False(memo.TrySave());
        Assert.Equal(_digest, memo.Find(Stat(1)));
    }
}
