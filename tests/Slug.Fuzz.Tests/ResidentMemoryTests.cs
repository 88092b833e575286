using System.IO.MemoryMappedFiles;

namespace Slug.Fuzz.Tests;

/// <summary>A bound of memory that is blind behind the first peak is none.</summary>
public sealed class ResidentMemoryTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public void A_smaller_peak_behind_a_larger_one_is_seen()
    {
        Touch(256);
        var memory = new ResidentMemory();
        memory.Begin();
        Touch(64);
        Assert.InRange(memory.Most(), 60L * MiB, 192L * MiB);
        memory.Begin();
        Assert.InRange(memory.Most(), 0, 32L * MiB);
    }

    // Memory that the runtime knows nothing of, as libtorch's and the decoders' of pictures, and that goes back at once.
    private static void Touch(int mebibytes)
    {
        using var memory = MemoryMappedFile.CreateNew(null, (long)mebibytes * MiB);
        using var view = memory.CreateViewAccessor();
        for (var at = 0L; at < view.Capacity; at += 4096)
            view.Write(at, (byte)1);
    }
}
