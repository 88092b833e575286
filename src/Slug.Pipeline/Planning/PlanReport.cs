using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Planning;

/// <summary>What a run would do, step by step, in the order in which it would do it.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Steps">The steps.</param>
public sealed record PlanReport(string Experiment, IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>Whether nothing would run.</summary>
    public bool IsAllFresh => Steps.All(s => s.Verdict.State == FreshnessState.Fresh);

    /// <summary>The report as text, as <c>Status</c> and a dry run print it.</summary>
    public override string ToString() => PlanText.Render(this);
}

/// <summary>One step of a plan.</summary>
/// <param name="Id">The step's id.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Verdict">Whether it would run, and why.</param>
/// <param name="Key">Its key, or null while a step before it is not fresh.</param>
/// <param name="LastDuration">How long it took when it last ran, or null when it never did: an estimate of the cost.</param>
public sealed record PlannedStep(string Id, string Stage, FreshnessVerdict Verdict, Digest? Key, TimeSpan? LastDuration)
{
    /// <summary>What tells it from other work even while it has no key: see <see cref="StepIdentities"/>.</summary>
    public Digest Identity { get; init; }
}
