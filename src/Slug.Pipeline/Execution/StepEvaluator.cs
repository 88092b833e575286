using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>Gathers what decides a step's freshness: digests of its inputs, its key, the store's record, the ledger's last key.</summary>
internal sealed class StepEvaluator(Workspace workspace, Ledger ledger, EngineOptions options)
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);

    /// <summary>The state of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="upstream">The states of the steps it reads from.</param>
    /// <param name="lease">Whether the result is going to be used: it is then kept from garbage collectors from before it is looked for.</param>
    /// <param name="cancellation">Stops hashing.</param>
    public StepState Evaluate(Step step, IReadOnlyDictionary<string, StepState> upstream, bool lease, CancellationToken cancellation = default)
    {
        var parameters = Parameters(step);
        var inputs = step.Inputs.ToDictionary(i => i.Key, i => Find(i.Value, upstream, cancellation), StringComparer.Ordinal);
        var key = inputs.Values.All(c => c is not null)
            ? ActionKey.Compute(step.Stage, step.Version, parameters, inputs.ToDictionary(i => i.Key, i => i.Value!.Value))
            : (Digest?)null;
        if (lease && key is { } used)
            workspace.Work.Lease(used);
        var damaged = false;
        var record = key is { } known ? workspace.Records.TryRead(known, out damaged) : null;
        var faults = record is null ? [] : workspace.Artifacts.Check(record);
        var lastKey = ledger.Find(step.Id);
        var last = lastKey == key ? record : lastKey is { } earlier ? workspace.Records.TryRead(earlier) : null;
        var verdict = FreshnessRule.Decide(new FreshnessQuestion
        {
            Key = key,
            Version = step.Version,
            Parameters = parameters,
            ParametersPath = step.ParametersPath,
            Inputs = inputs,
            Outputs = [.. step.Outputs.Select(o => o.Name)],
            Upstream = [.. PlanOrder.Upstream(step).Where(id => !upstream[id].IsFresh), .. step.Inputs.Values.OfType<SourcePath>().Where(IsLacking).Select(s => s.Path)],
            Record = record,
            RecordDamaged = damaged,
            Faults = faults,
            LastKey = lastKey,
            LastRecord = last,
            Forced = options.Force.Contains(step.Id) || options.Force.Contains(step.Stage),
        });
        return new StepState
        {
            Step = step,
            Verdict = verdict,
            Parameters = parameters,
            Inputs = inputs,
            Key = key,
            Record = record,
            LastRecord = last,
            Faults = faults,
        };
    }

    private string Parameters(Step step)
    {
        if (!_parameters.TryGetValue(step.Id, out var text))
            _parameters[step.Id] = text = CanonicalJson.Write(step.Parameters);
        return text;
    }

    // Only a plan is made of what lacks files.
    private bool IsLacking(SourcePath source) => options.PlanOnly && !Path.Exists(Path.GetFullPath(source.Path, options.RepositoryRoot));

    private Content? Find(ArtifactSource source, IReadOnlyDictionary<string, StepState> upstream, CancellationToken cancellation) => source switch
    {
        SourcePath lacking when IsLacking(lacking) => null,
        SourcePath(var path) => StoreException.Guard(path, "read", () => workspace.ReadSource(Path.GetFullPath(path, options.RepositoryRoot), cancellation)),
        StepOutput(var id, var output) when upstream[id] is { IsFresh: true, Record: { } record } => record.Outputs[output].Content,
        _ => null,
    };
}
