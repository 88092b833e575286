using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Store;

/// <summary>What a step was made from and what it made: the proof behind a cache hit, and the account given to a user who asks.</summary>
public sealed record ActionRecord
{
    /// <summary>The key: a hash of stage, version, parameters and inputs below.</summary>
    public required Digest Key { get; init; }

    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary>The subject of the step that computed it; a step with another subject may share the result.</summary>
    public string? Subject { get; init; }

    /// <summary>The step that computed it: <c>Unlearn/rocket</c>.</summary>
    public string Name => Subject is null ? Stage : $"{Stage}/{Subject}";

    /// <summary>The stage's version.</summary>
    public required int Version { get; init; }

    /// <summary>The parameters as <see cref="CanonicalJson"/>.</summary>
    public required string Parameters { get; init; }

    /// <summary>Every input's content by name.</summary>
    public required IReadOnlyDictionary<string, Content> Inputs { get; init; }

    /// <summary>
    /// Whether the bytes of all inputs were hashed when they were read and found to be the ones above. False in records of older versions, and where an
    /// input was too large to be read twice: had it been damaged, this result would have been made from the damage.
    /// </summary>
    public bool InputsRead { get; init; }

    /// <summary>Every output by name.</summary>
    public required IReadOnlyDictionary<string, RecordedOutput> Outputs { get; init; }

    /// <summary>How long the step ran.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The most memory that its process held while the step ran, in bytes; null where it is not known.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Facts about how it was made (device, package set, commit, host). Not part of the key.</summary>
    public required IReadOnlyDictionary<string, string> Provenance { get; init; }
}

/// <summary>One output of a recorded action.</summary>
/// <param name="Content">Its kind and digest; a folder's digest names its listing, an object of the store.</param>
/// <param name="Size">Bytes in all.</param>
/// <param name="Files">How many files it is.</param>
/// <param name="ListingSize">Bytes of a folder's listing; 0 for a file.</param>
public sealed record RecordedOutput(Content Content, long Size, int Files, long ListingSize);
