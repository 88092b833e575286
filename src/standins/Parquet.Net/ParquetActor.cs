namespace Parquet;

/// <summary>What readers and writers have in common: a stream.</summary>
public class ParquetActor
{
    internal ParquetActor(Stream? stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream = stream;
    }

    /// <summary>The stream that is read or written.</summary>
    protected Stream Stream { get; }
}
