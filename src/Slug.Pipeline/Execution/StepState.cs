using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>What the engine knows of a step at one moment.</summary>
internal sealed record StepState
{
    public required Step Step { get; init; }

    public required FreshnessVerdict Verdict { get; init; }

    /// <summary>The parameters as canonical JSON.</summary>
    public required string Parameters { get; init; }

    /// <summary>Every input's content; null where a step before has yet to make it.</summary>
    public required IReadOnlyDictionary<string, Content?> Inputs { get; init; }

    /// <summary>The key; null while an input is unknown.</summary>
    public Digest? Key { get; init; }

    /// <summary>The record under the key.</summary>
    public ActionRecord? Record { get; init; }

    /// <summary>The record of the step's last run in this experiment.</summary>
    public ActionRecord? LastRecord { get; init; }

    /// <summary>What is wrong with the record's outputs.</summary>
    public IReadOnlyList<OutputFault> Faults { get; init; } = [];

    public bool IsFresh => Verdict.State == FreshnessState.Fresh;
}
