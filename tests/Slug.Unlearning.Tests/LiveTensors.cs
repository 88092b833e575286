using TorchSharp;

namespace Slug.Unlearning.Tests;

/// <summary>Tensors that are made on this thread and not disposed: what waits for the garbage collector, which knows nothing of their size, counts.</summary>
internal static class LiveTensors
{
    /// <summary>How many an action leaves behind.</summary>
    public static long LeftBy(Action action)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }
}
