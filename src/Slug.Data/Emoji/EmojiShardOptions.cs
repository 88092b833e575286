namespace Slug.Data.Emoji;

/// <summary>What goes into the training shards.</summary>
public sealed record EmojiShardOptions
{
    /// <summary>The vendors to train on; the one left out is the test set.</summary>
    public required IReadOnlyList<string> TrainVendors { get; init; }

    /// <summary>Image-text pairs per drawing; with three vendors 24 give a concept about 50 pairs that name it.</summary>
    public int CaptionsPerImage { get; init; } = 24;

    /// <summary>Side of the square images in pixels; a divisor of 64 keeps the reduction exact.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>Decides captions and order.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Pairs per tar; the last one holds the rest.</summary>
    public int SamplesPerShard { get; init; } = 10_000;

    /// <summary>How captions are worded.</summary>
    public EmojiCaptionMix Captions { get; init; } = new();
}
