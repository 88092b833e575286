using System.ComponentModel.DataAnnotations;

namespace Slug.Evaluation.Incremental;

/// <summary>Where activations go that do not fit the memory limit.</summary>
public enum ActivationSpill
{
    /// <summary>Nowhere: they are computed again, from the nearest block whose activations are kept.</summary>
    None,

    /// <summary>To files in the step's temporary folder.</summary>
    Disk,
}

/// <summary>In what numbers activations are kept.</summary>
public enum ActivationPrecision
{
    /// <summary>As they were computed: nothing changes.</summary>
    Fp32,

    /// <summary>Half the room; features then differ in the third or fourth digit, and an accuracy may differ by an image.</summary>
    Fp16,
}

/// <summary>How a search keeps the activations below the layer that it changes.</summary>
public sealed record ActivationOptions
{
    /// <summary>The most that may be kept in memory, in MiB, for all sets together. It decides about time, never about a result.</summary>
    [Range(0, 1 << 20)]
    public int MemoryMiB { get; init; } = 2048;

    /// <summary>Where the rest goes. It decides about time, never about a result.</summary>
    public ActivationSpill Spill { get; init; } = ActivationSpill.None;

    /// <summary>In what numbers they are kept.</summary>
    public ActivationPrecision Precision { get; init; } = ActivationPrecision.Fp32;

    /// <summary>These options with everything at its default that changes no result: what a cache key may hold.</summary>
    public ActivationOptions ForKey() => new() { Precision = Precision };
}
