using System.Runtime.InteropServices;

namespace Slug.Unlearning.Tests;

/// <summary>
/// What the C library's heap has handed out, libtorch's tensors among it. Unlike resident memory it does not depend on the garbage
/// collector's budget, which grows with the processor's cache, nor on what the allocator keeps for later.
/// </summary>
internal static class NativeHeap
{
    /// <summary>Bytes in use, after all that only finalizers hold on to is freed.</summary>
    public static long InUse()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var heap = MallInfo();
        return (long)(heap.InArenas + heap.Mapped);
    }

    [DllImport("libc", EntryPoint = "mallinfo2")]
    private static extern Info MallInfo();

    /// <summary>glibc's <c>struct mallinfo2</c>, summed over all arenas.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Info
    {
        public nuint Arena, FreeChunks, FastChunks, MappedChunks, Mapped, Unused, FastBytes, InArenas, Free, Top;
    }
}
