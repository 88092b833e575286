using System.Runtime.InteropServices;

namespace Slug.Build;

/// <summary>
/// Settings of the C runtime that halve a training step's time on few cores: OpenMP threads that sleep instead of spinning between
/// operations, and a heap that keeps freed tensors, but the largest, instead of handing their pages back. build.sh and build.ps1 set them as
/// well; here they are set for a host that is started without them. Settings that the user made stay.
/// </summary>
internal static partial class NativeTuning
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    /// <summary>Larger blocks are mapped one by one, and given back once freed: of a model of full size a heap would keep gigabytes.</summary>
    internal const int LargestKeptBlock = 128 << 20;

    /// <summary>So many free bytes stay at the end of the heap.</summary>
    internal const int KeptBytes = 1 << 30;

    /// <summary>Older C libraries refuse a higher limit for blocks that are mapped one by one.</summary>
    private const int LargestKeptBlockAtLeast = 32 << 20;

    /// <summary>The OpenMP settings, which libgomp reads when it is loaded.</summary>
    internal static readonly IReadOnlyList<(string Name, string Value)> OpenMp = [("OMP_WAIT_POLICY", "PASSIVE"), ("GOMP_SPINCOUNT", "0")];

    /// <summary>Applies the settings; has no effect but on Linux.</summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // .NET's own environment is a copy that native libraries never see.
        foreach (var (name, value) in OpenMp)
            _ = SetEnvironment(name, value, overwrite: 0);
        if (Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is null && SetMallocOption(MmapThreshold, LargestKeptBlock) == 0)
            _ = SetMallocOption(MmapThreshold, LargestKeptBlockAtLeast);
        if (Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is null)
            _ = SetMallocOption(TrimThreshold, KeptBytes);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);
}
