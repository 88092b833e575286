namespace Slug.Data.Downloads;

/// <summary>How files are transferred. The defaults suit checkpoints of some gigabytes over a network that now and then fails.</summary>
public sealed record TransferOptions
{
    /// <summary>Connections that share one file, where its server can send parts.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Bytes that one request asks for. A file that is not larger comes over one connection.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Bytes after which progress is written to disk, so that a kill loses no more of a transfer.</summary>
    public long CheckpointBytes { get; init; } = 16L << 20;

    /// <summary>Tries in a row that bring nothing before a source is given up. One that brings bytes starts the count anew.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>A connection that is silent for so long is taken for dead.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait between tries.</summary>
    public BackoffOptions Backoff { get; init; } = new();
}
