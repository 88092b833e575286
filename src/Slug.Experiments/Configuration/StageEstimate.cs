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

    /// <summary>Of stages that generate pictures: seconds that one takes, in place of minutes.</summary>
    [Range(0, 1e6)]
    public double? SecondsPerPicture { get; init; }

    /// <summary>Of stages that generate pictures: MiB that one takes on disk, in place of GiB.</summary>
    [Range(0, 1e6)]
    public double? MiBPerPicture { get; init; }

    /// <summary>The same with what so many pictures take.</summary>
    /// <param name="pictures">How many.</param>
    public StageEstimate Of(int pictures) => this with
    {
        Minutes = SecondsPerPicture is { } seconds ? pictures * seconds / 60 : Minutes,
        GiB = MiBPerPicture is { } mib ? pictures * mib / 1024 : GiB,
    };
}
