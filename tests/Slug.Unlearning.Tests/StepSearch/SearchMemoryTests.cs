using Slug.Evaluation.Incremental;
using TorchSharp;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>Measures the whole process, so it runs by itself.</summary>
[CollectionDefinition(nameof(SearchMemoryTests), DisableParallelization = true)]
[Collection(nameof(SearchMemoryTests))]
public class SearchMemoryTests
{
    private const int Steps = 1000;
    private const long Slack = 24L << 20;

    [Fact]
    public void A_thousand_search_steps_leave_no_tensor_and_no_memory_behind()
    {
        using var scene = SearchScene.Of("deeper");
        // Little room, so that streams are made, dropped and made again all the time.
        using var probe = scene.FastProbe(new ActivationStore { Limit = 200_000 });
        var perSearch = scene.Search(probe).Layers.Sum(l => l.Trace.Count);
        var (tensors, memory) = (Live(), NativeHeap.InUse());
        var steps = 0;
        for (; steps < Steps; steps += perSearch) scene.Search(probe);
        var (tensorsAfter, memoryAfter) = (Live(), NativeHeap.InUse());
        Assert.True(steps >= Steps);
        // What the probe keeps for its focus may differ by a few parts; anything that a step left behind would count a thousand times.
        Assert.InRange(tensorsAfter - tensors, -50, 50);
        Assert.True(memoryAfter - memory < Slack, $"{steps} steps: the native heap grew from {memory >> 20} to {memoryAfter >> 20} MiB");
    }

    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }
}
