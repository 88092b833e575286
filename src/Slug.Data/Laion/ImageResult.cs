namespace Slug.Data.Laion;

/// <summary>What became of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Image">Its image, or null.</param>
/// <param name="Fetched">True if bytes came that were not accepted as an image; only looked at where there is no image.</param>
/// <param name="Cause">Why there is no image (<see cref="SkipCause"/>).</param>
internal sealed record ImageResult(ImageRow Row, ShardImage? Image, bool Fetched, string? Cause)
{
    /// <summary>The state in img2dataset's words.</summary>
    public string Status => Image is not null ? "success" : Fetched ? "failed_to_resize" : "failed_to_download";
}
