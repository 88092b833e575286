namespace Slug.Data.WebDataset;

/// <summary>Counts what reading shards met, for the caller to log once at the end: no sample is lost without a word.</summary>
public sealed class ShardReadReport
{
    private readonly List<string> _warnings = [];
    private readonly SampleCensus _census = new();

    /// <summary>Samples handed out.</summary>
    public int Samples { get; private set; }

    /// <summary>Shards that broke off before their end.</summary>
    public int TornShards { get; internal set; }

    /// <summary>Files that belong to no sample (no extension) and were passed over.</summary>
    public int StrayFiles { get; private set; }

    /// <summary>One line for each thing that a user should know: torn shards, samples that are lost and why, which of several pictures is taken.</summary>
    public IReadOnlyList<string> Warnings => [.. _warnings, .. _census.Lines()];

    internal void Warn(string line) => _warnings.Add(line);

    internal void Add(TarSample sample)
    {
        Samples++;
        _census.Add(sample);
    }

    internal void AddStray(string path)
    {
        StrayFiles++;
        _census.AddStray(path);
    }

    internal void AddRepeated(string key, string extension) => _census.AddRepeated($"{key}.{extension}");
}
