namespace Slug.Data.Laion;

/// <summary>The columns of a metadata file that are read.</summary>
/// <param name="Url">The column of addresses.</param>
/// <param name="Caption">The column of captions.</param>
/// <param name="Extra">The further columns to keep.</param>
internal sealed record ImageColumns(string Url, string Caption, IReadOnlyList<ExtraColumn> Extra);
