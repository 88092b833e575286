using System.ComponentModel.DataAnnotations;

namespace Slug.Experiments.Configuration;

/// <summary>What a run keeps in memory to compute nothing twice. It decides about time, never about a result.</summary>
public sealed record MemorySettings
{
    /// <summary>
    /// The most memory, in MiB, for pictures that are decoded and resized already: 147 KiB each at 224 pixels. What does not fit is decoded again whenever it
    /// is needed, by every epoch of a comparison method for one.
    /// </summary>
    [Range(0, 1 << 20)]
    public int PicturesMiB { get; init; } = 2048;
}
