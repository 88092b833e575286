using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>How a user's pairs are written, where it cannot be seen from the files.</summary>
public sealed record PairReading
{
    /// <summary>A table's column of pictures; null finds the usual names.</summary>
    public string? PictureColumn { get; init; }

    /// <summary>A table's column of captions, or the key of captions in a tar's JSON members; null finds the usual names.</summary>
    public string? CaptionColumn { get; init; }

    /// <summary>A table's column of classes; null finds the usual names.</summary>
    public string? ClassColumn { get; init; }

    /// <summary>The encoding of texts without a byte order mark, as the web names it; null for UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>The same for tars.</summary>
    internal ShardCaptions Captions => new() { Key = CaptionColumn, Encoding = Encoding };
}
