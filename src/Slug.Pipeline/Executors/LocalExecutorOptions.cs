using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>How a <see cref="LocalExecutor"/> runs points.</summary>
public sealed record LocalExecutorOptions
{
    /// <summary>How a point is started.</summary>
    public required HostCommand Command { get; init; }

    /// <summary>The folder for the points' logs.</summary>
    public required string LogFolder { get; init; }

    /// <summary>Points that run at a time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The GPUs to deal out, one a worker, as <c>CUDA_VISIBLE_DEVICES</c> names them; empty leaves that variable alone.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>A point's log.</summary>
    /// <param name="point">The point.</param>
    public string LogOf(SweepPoint point) => Path.Combine(LogFolder, $"{point.Name}.log");
}
