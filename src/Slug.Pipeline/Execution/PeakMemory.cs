using System.Globalization;
using Slug.Pipeline.Files;

namespace Slug.Pipeline.Execution;

/// <summary>
/// The most memory that this process held at once since <see cref="Restart"/>, as the kernel counts it (resident pages; a GPU's memory is not among
/// them). Known on Linux, where the peak can be set back.
/// </summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status", Peak = "VmHWM:";

    /// <summary>Begins anew from what is held now, after memory that is free already went back to the system.</summary>
    /// <returns>Whether the kernel lets the peak be set back; else it is that of the whole process and says nothing of one step.</returns>
    public static bool Restart()
    {
        if (!OperatingSystem.IsLinux()) return false;
        // Else a step would be charged for what the one before it left to be collected.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (NativeMethods.Available) _ = NativeMethods.TrimHeap(0);
        try
        {
            // 5 sets the peak back and touches nothing else, see proc(5).
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The peak in bytes, or null where the kernel does not say.</summary>
    public static long? Read()
    {
        var line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(l => l.StartsWith(Peak, StringComparison.Ordinal)) : null;
        return line?.Split(' ', '\t').Where(part => part.Length > 0).ElementAtOrDefault(1) is { } kibibytes
            && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count << 10 : null;
    }
}
