namespace Slug.Data.WebDataset;

/// <summary>Counts what reading shards met, for the caller to log once at the end.</summary>
public sealed class ShardReadReport
{
    private readonly List<string> _warnings = [];

    /// <summary>Samples handed out.</summary>
    public int Samples { get; internal set; }

    /// <summary>Shards that broke off before their end.</summary>
    public int TornShards { get; internal set; }

    /// <summary>Files that belong to no sample (no extension) and were passed over.</summary>
    public int StrayFiles { get; internal set; }

    /// <summary>One line per torn shard: which, where, and how many samples came before.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    internal void Warn(string line) => _warnings.Add(line);
}
