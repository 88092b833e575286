using System.IO.Compression;

namespace Parquet;

/// <summary>What readers and writers can be told.</summary>
/// <remarks>
/// Page encodings are DuckDB's choice, so the real package's encoding hints are not here. Options of its serializer are not either.
/// </remarks>
public class ParquetOptions
{
    /// <summary>How pages are compressed when writing.</summary>
    public CompressionMethod CompressionMethod { get; set; } = CompressionMethod.Snappy;

    /// <summary>How hard to compress when writing. This stand-in takes it for Zstd alone; other codecs have one level.</summary>
    public CompressionLevel CompressionLevel { get; set; } = CompressionLevel.SmallestSize;

    /// <summary>Whether byte arrays that are not marked as text are read as UTF-8 strings.</summary>
    public bool TreatByteArrayAsString { get; set; }
}
