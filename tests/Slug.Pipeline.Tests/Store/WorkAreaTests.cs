using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class WorkAreaTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void WhatTheDeadLeftBehindIsSweptAndTheLivingKeepTheirs()
    {
        using var living = new WorkArea(_temp.Layout);
        var file = living.NewPath();
        File.WriteAllText(file, "in use");
        var dead = Path.Combine(_temp.Layout.Work, "p.1-2-3.tmp");
        Directory.CreateDirectory(dead);
        File.WriteAllText(Path.Combine(dead, "half"), "x");
        File.WriteAllText(dead + ".lock", "");
        var lockless = Path.Combine(_temp.Layout.Work, "p.4-5-6.tmp");
        Directory.CreateDirectory(lockless);

        using (new WorkArea(_temp.Layout))
        {
            Assert.False(Directory.Exists(dead));
            Assert.False(File.Exists(dead + ".lock"));
            Assert.False(Directory.Exists(lockless));
            Assert.True(File.Exists(file));
        }
        Assert.Equal(2, Directory.GetFileSystemEntries(_temp.Layout.Work).Length);
    }

    [Fact]
    public void ManyThatStartTogetherSweepNobodysLockAway()
    {
        // Each sweeps while the others have made their lock's file and not locked it yet.
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var area = new WorkArea(_temp.Layout);
                File.WriteAllText(area.NewPath(), "in use");
            }
        });
        Assert.Empty(Directory.GetFileSystemEntries(_temp.Layout.Work));
    }
}
