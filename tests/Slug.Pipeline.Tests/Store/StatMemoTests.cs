using Slug.Pipeline.Files;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class StatMemoTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualClock _clock = new();
    private readonly FileSum _sum = new(TempFolder.DigestOf("x"), 17);

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
        Assert.True(memo.Add(Stat(7), _sum));
        Assert.True(memo.TrySave());
        Assert.Equal(_sum, new StatMemo(MemoPath, _clock, NewPath).Find(Stat(7)));
    }

    [Fact]
    public void AnyDifferenceInTheStatForgets()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        memo.Add(Stat(7), _sum);
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
        Assert.False(memo.Add(Stat(7, secondsAgo: 1.9), _sum));
        Assert.Null(memo.Find(Stat(7, secondsAgo: 1.9)));
        Assert.False(memo.Add(Stat(8, secondsAgo: -5), _sum));
        Assert.True(memo.Add(Stat(9, secondsAgo: 2.1), _sum));
    }

    [Fact]
    public void WhatTurnedOutToBeWrongIsForgottenByOtherProcessesToo()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        memo.Add(Stat(7), _sum);
        memo.TrySave();
        var other = new StatMemo(MemoPath, _clock, NewPath);
        other.Forget(Stat(7));
        other.TrySave();
        Assert.Null(other.Find(Stat(7)));
        Assert.Null(new StatMemo(MemoPath, _clock, NewPath).Find(Stat(7)));
    }

    [Fact]
    public void WhatThisProcessWroteIsRememberedAtOnceWhereTheClockIsFine()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        Assert.True(memo.AddOwn(Stat(7, secondsAgo: 0.1), _sum));
        // A change time in whole seconds: another write within the second would not show.
        Assert.False(memo.AddOwn(Stat(8, secondsAgo: 1), _sum));
    }

    [Fact]
    public void EveryFlippedBitOfAnEntryIsNoticed()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        memo.Add(Stat(1), _sum);
        memo.TrySave();
        var bytes = File.ReadAllBytes(MemoPath);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(MemoPath, flipped);
            Assert.Equal(0, new StatMemo(MemoPath, _clock, NewPath).Count);
        }
    }

    [Fact]
    public void ATornOrDamagedEntryIsPassedOver()
    {
        var memo = new StatMemo(MemoPath, _clock, NewPath);
        for (var i = 1ul; i <= 3; i++)
            memo.Add(Stat(i), _sum);
        memo.TrySave();
        var bytes = File.ReadAllBytes(MemoPath);
        bytes[88 + 50] ^= 1;
        File.WriteAllBytes(MemoPath, bytes[..^7]);

        var read = new StatMemo(MemoPath, _clock, NewPath);
        Assert.Equal(_sum, read.Find(Stat(1)));
        Assert.Null(read.Find(Stat(2)));
        Assert.Null(read.Find(Stat(3)));

        read.Add(Stat(4), _sum);
        read.TrySave();
        Assert.Equal(0, new FileInfo(MemoPath).Length % 88);
        Assert.Equal(_sum, new StatMemo(MemoPath, _clock, NewPath).Find(Stat(4)));
    }

    [Fact]
    public void TwoProcessesAddToOneFile()
    {
        var one = new StatMemo(MemoPath, _clock, NewPath);
        var two = new StatMemo(MemoPath, _clock, NewPath);
        one.Add(Stat(1), _sum);
        two.Add(Stat(2), _sum);
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
                memo.Add(Stat(i, 100 - round), new FileSum(TempFolder.DigestOf($"{round}"), 1));
            memo.TrySave();
        }
        Assert.True(new FileInfo(MemoPath).Length < 3 * 5000 * 88);
        var last = new StatMemo(MemoPath, _clock, NewPath);
        Assert.Equal(TempFolder.DigestOf("3"), last.Find(Stat(5000, 97))?.Digest);
    }

    [Fact]
    public void AFileThatCannotBeWrittenOnlyCostsTime()
    {
        var memo = new StatMemo(Path.Combine(_temp.Write("file", "x"), "memo"), _clock, NewPath);
        memo.Add(Stat(1), _sum);
        Assert.False(memo.TrySave());
        Assert.Equal(_sum, memo.Find(Stat(1)));
    }
}
