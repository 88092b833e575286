using System.ComponentModel.DataAnnotations;

namespace Slug.Experiments.Configuration;

/// <summary>What a stage is expected to take where it never ran: for plans alone.</summary>
public sealed record StageEstimate
{
    /// <summary>What it fetches or writes, in GiB.</summary>
    [Range(0, 1e6)]
    public double? GiB { get; init; }

    /// <summary>How long it takes, in minutes.</summary>
    [Range(0, 1e6)]
    public double? Minutes { get; init; }

    /// <summary>The most memory that it holds, in GiB; that of the GPU where it computes on one.</summary>
    [Range(0, 1e6)]
    public double? MemoryGiB { get; init; }
}
