namespace Parquet;

/// <summary>How pages are compressed. The numbers are the parquet format's codec numbers.</summary>
public enum CompressionMethod
{
    /// <summary>Stored as they are.</summary>
    None = 0,

    /// <summary>Snappy, the usual choice.</summary>
    Snappy = 1,

    /// <summary>Gzip.</summary>
    Gzip = 2,

    /// <summary>LZO. Neither read nor written by this stand-in.</summary>
    Lzo = 3,

    /// <summary>Brotli.</summary>
    Brotli = 4,

    /// <summary>LZ4 in Hadoop's framing. Neither read nor written by this stand-in.</summary>
    LZ4 = 5,

    /// <summary>Zstandard.</summary>
    Zstd = 6,

    /// <summary>LZ4 blocks without framing.</summary>
    Lz4Raw = 7,
}
