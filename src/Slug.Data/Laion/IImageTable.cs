namespace Slug.Data.Laion;

/// <summary>One image of the metadata.</summary>
/// <param name="Number">Its row in the table, counted from 0.</param>
/// <param name="Url">Its address, or null where the metadata has none.</param>
/// <param name="Caption">Its caption, or null.</param>
/// <param name="Extra">The values of the further columns, in their order.</param>
internal sealed record ImageRow(long Number, string? Url, string? Caption, IReadOnlyList<object?> Extra);

/// <summary>A further column of the metadata.</summary>
internal sealed record ExtraColumn(string Name, ColumnCodec Codec);

/// <summary>A list of images to fetch, always in the same order.</summary>
internal interface IImageTable
{
    /// <summary>The further columns.</summary>
    IReadOnlyList<ExtraColumn> Extra { get; }

    /// <summary>Rows in all.</summary>
    long Rows { get; }

    /// <summary>The rows for which <paramref name="wanted"/> holds, in order.</summary>
    IAsyncEnumerable<ImageRow> ReadAsync(Func<long, bool> wanted, CancellationToken cancellation);
}
