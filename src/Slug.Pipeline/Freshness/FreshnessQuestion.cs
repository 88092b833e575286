using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Freshness;

/// <summary>Whether a step has to run.</summary>
public enum FreshnessState
{
    /// <summary>The store has its result.</summary>
    Fresh,

    /// <summary>It has to run.</summary>
    Stale,

    /// <summary>It depends on what the steps before it make: if the same bytes as before, it is fresh.</summary>
    Maybe,
}

/// <summary>Whether a step has to run, and why.</summary>
/// <param name="State">The answer.</param>
/// <param name="Reasons">Why; empty for a fresh step.</param>
public sealed record FreshnessVerdict(FreshnessState State, IReadOnlyList<Reason> Reasons)
{
    /// <summary>The verdict on a step whose result is stored.</summary>
    public static FreshnessVerdict Fresh { get; } = new(FreshnessState.Fresh, []);
}

/// <summary>All that decides whether a step is fresh.</summary>
public sealed record FreshnessQuestion
{
    /// <summary>The step's key, or null while a step before it is not fresh.</summary>
    public Digest? Key { get; init; }

    /// <summary>The stage's version.</summary>
    public required int Version { get; init; }

    /// <summary>The parameters as <see cref="CanonicalJson"/>.</summary>
    public required string Parameters { get; init; }

    /// <summary>Where the parameters stand in the config.</summary>
    public string ParametersPath { get; init; } = "";

    /// <summary>Every input's content, null where a step before has yet to make it.</summary>
    public required IReadOnlyDictionary<string, Content?> Inputs { get; init; }

    /// <summary>The outputs that the step promises.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The steps before it that are not fresh.</summary>
    public IReadOnlyList<string> Upstream { get; init; } = [];

    /// <summary>The record stored under the key.</summary>
    public ActionRecord? Record { get; init; }

    /// <summary>Whether a record was there under the key but could not be read.</summary>
    public bool RecordDamaged { get; init; }

    /// <summary>What is wrong with the record's outputs in the store.</summary>
    public IReadOnlyList<OutputFault> Faults { get; init; } = [];

    /// <summary>The key that this step last had in this experiment.</summary>
    public Digest? LastKey { get; init; }

    /// <summary>The record of that key.</summary>
    public ActionRecord? LastRecord { get; init; }

    /// <summary>Whether the user asked for the step to run.</summary>
    public bool Forced { get; init; }
}
