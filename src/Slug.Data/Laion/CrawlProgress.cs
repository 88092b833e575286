namespace Slug.Data.Laion;

/// <summary>How far a crawl came.</summary>
/// <param name="Rows">Rows of the metadata that are done, those of earlier runs included.</param>
/// <param name="Total">Rows in all.</param>
public readonly record struct CrawlProgress(long Rows, long Total);
