namespace Slug.Data.Downloads;

/// <summary>How far a transfer came.</summary>
/// <param name="Bytes">Bytes that are here, those of earlier runs included.</param>
/// <param name="Total">The file's size, or null while nobody said it.</param>
public readonly record struct TransferProgress(long Bytes, long? Total);
