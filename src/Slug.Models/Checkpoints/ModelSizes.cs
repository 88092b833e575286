namespace Slug.Models.Checkpoints;

/// <summary>
/// How large the sizes of a model may be that a <c>config.json</c> says. They are far above those of any model that there is; beyond them a file is damaged, and making the
/// layers that it asks for would take hours or all memory.
/// </summary>
internal static class ModelSizes
{
    /// <summary>Levels of a network.</summary>
    public const int MostLevels = 16;

    /// <summary>ResNets or transformer blocks of a level.</summary>
    public const int MostLayers = 64;

    /// <summary>Blocks of a tower.</summary>
    public const int MostBlocks = 512;

    /// <summary>Channels, and widths of vectors.</summary>
    public const int MostChannels = 65_536;

    /// <summary>Widths of what lies between two layers, several times as wide as these.</summary>
    public const int MostHidden = 1_048_576;

    /// <summary>Ids of a vocabulary.</summary>
    public const int MostIds = 16_777_216;

    /// <summary>Height and width of pictures.</summary>
    public const int MostPixels = 4096;

    /// <summary>Timesteps of a training.</summary>
    public const int MostTimesteps = 1_000_000;

    /// <summary>Reports a size that is not positive, or too large.</summary>
    /// <param name="problems">Receives the mistake.</param>
    /// <param name="value">The size.</param>
    /// <param name="most">How large it may be.</param>
    /// <param name="name">Its key.</param>
    public static void Within(ICollection<string> problems, int value, int most, string name)
    {
        if (value < 1 || value > most) problems.Add(FormattableString.Invariant($"'{name}' is {value}; it must be 1 to {most}."));
    }
}
