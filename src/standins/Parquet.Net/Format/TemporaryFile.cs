namespace Parquet.Format;

/// <summary>A file for DuckDB, which reads and writes files only. It holds one column of one row group and goes when disposed.</summary>
internal sealed class TemporaryFile : IDisposable
{
    /// <summary>Where the file is to be; it does not exist yet.</summary>
    public string FullPath { get; } = Path.Combine(Path.GetTempPath(), $"slug-parquet-{Guid.NewGuid():N}.parquet");

    /// <inheritdoc/>
    public void Dispose() => File.Delete(FullPath);
}
