namespace Slug.Data.Laion;

/// <summary>What a crawl is at.</summary>
public enum CrawlPhase
{
    /// <summary>Images are fetched.</summary>
    Fetch,

    /// <summary>Captions are searched for the rows whose images shall be fetched.</summary>
    Search,
}

/// <summary>How far a crawl came.</summary>
/// <param name="Rows">Rows of the metadata that are done, those of earlier runs included.</param>
/// <param name="Total">Rows in all.</param>
/// <param name="Phase">What the rows are done with.</param>
public readonly record struct CrawlProgress(long Rows, long Total, CrawlPhase Phase = CrawlPhase.Fetch);
