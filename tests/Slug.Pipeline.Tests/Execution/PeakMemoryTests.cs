using System.Runtime.InteropServices;
using Slug.Pipeline.Execution;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>The memory of the whole process: by themselves.</summary>
[CollectionDefinition(nameof(PeakMemoryTests), DisableParallelization = true)]
[Collection(nameof(PeakMemoryTests))]
public class PeakMemoryTests
{
    private const int Block = 64 << 10, Blocks = 4096;

    [Fact]
    public void What_was_freed_before_is_not_counted()
    {
        Assert.True(PeakMemory.Restart());
        Hold();
        var held = PeakMemory.Read()!.Value;
        Assert.True(PeakMemory.Restart());
        Assert.InRange(PeakMemory.Read()!.Value, 1, held - ((long)Blocks * Block / 2));
    }

    [Fact]
    public void What_a_step_held_for_a_moment_counts()
    {
        Assert.True(PeakMemory.Restart());
        var before = PeakMemory.Read()!.Value;
        Hold();
        Assert.InRange(PeakMemory.Read()!.Value, before + ((long)Blocks * Block / 2), long.MaxValue);
    }

    // Blocks too small for pages of their own.
    private static unsafe void Hold()
    {
        var blocks = new nint[Blocks];
        for (var i = 0; i < Blocks; i++)
        {
            blocks[i] = (nint)NativeMemory.Alloc(Block);
            NativeMemory.Fill((void*)blocks[i], Block, 1);
        }

        for (var i = 0; i < Blocks; i++) NativeMemory.Free((void*)blocks[i]);
    }
}
