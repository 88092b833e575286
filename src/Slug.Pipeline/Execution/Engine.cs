using Slug.Pipeline.Files;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>Runs the stale steps of an experiment and says why; everything else comes from the store.</summary>
/// <remarks>One run at a time per engine; engines of one process share a <see cref="Workspace"/>, processes share the cache folder.</remarks>
public sealed class Engine : IDisposable
{
    private readonly EngineOptions _options;
    private readonly Workspace _workspace;
    private readonly bool _ownsWorkspace;
    private readonly IReadOnlyList<Step> _steps;
    private readonly int _column;
    private readonly Ledger _ledger;
    private readonly Lazy<Publisher> _publisher;
    private readonly StepEvaluator _evaluator;
    private readonly StepRunner _runner;
    private readonly Dictionary<string, StepState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leased = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StepReport> _done = new(StringComparer.Ordinal);
    private readonly ResultsClaim _claim;

    /// <summary>Checks the plan and opens the store; nothing is written.</summary>
    /// <param name="options">What to work on.</param>
    /// <param name="workspace">A store opened already, which stays the caller's; null opens <see cref="EngineOptions.CacheFolder"/>.</param>
    /// <exception cref="PlanException">The plan cannot be run; carries every problem.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Engine(EngineOptions options, Workspace? workspace = null)
    {
        var problems = PlanValidator.Validate(options.Steps, options.RepositoryRoot, options.Force, options.PlanOnly);
        if (problems.Count > 0)
            throw new PlanException(problems);
        _options = options;
        _ownsWorkspace = workspace is null;
        _workspace = workspace ?? new Workspace(options.CacheFolder, options.Clock);
        _steps = PlanOrder.Sort(options.Steps, out _);
        _column = _steps.Select(s => s.Id.Length).DefaultIfEmpty(0).Max();
        _ledger = new Ledger(_workspace.Layout.Ledger(options.Experiment), () => _workspace.Work.NewPath());
        _publisher = new Lazy<Publisher>(() =>
            new Publisher(
                _workspace.Layout, _workspace.Artifacts, _workspace.Objects, options.Experiment, options.ExperimentFolder, () => _workspace.Work.NewPath(),
                options.Clock, TellMovedAside, options.ReadUpTo));
        _claim = new ResultsClaim(Path.GetFullPath(options.ResultsFolder), options.Experiment, StepIdentities.OfPlan(_steps), options.Clock);
        _evaluator = new StepEvaluator(_workspace, _ledger, options);
        _runner = new StepRunner(_workspace, options, step => _evaluator.Evaluate(step, _states, lease: true));
    }

    /// <summary>The stages in the order of the plan.</summary>
    public IReadOnlyList<string> Stages => [.. _steps.Select(s => s.Stage).Distinct()];

    /// <summary>What a run would do. Reads the store and hashes what it must; runs and publishes nothing.</summary>
    /// <param name="stages">The stages of interest, with all that they read from; null for all.</param>
    /// <exception cref="StoreException">The store or a source cannot be read.</exception>
    public PlanReport Plan(IReadOnlySet<string>? stages = null)
    {
        var wanted = Wanted(stages);
        var planned = new List<PlannedStep>();
        var identities = new Dictionary<string, Digest>(StringComparer.Ordinal);
        foreach (var step in _steps.Where(s => wanted.Contains(s.Id)))
        {
            var state = Look(step, lease: false, CancellationToken.None);
            identities[step.Id] = StepIdentities.Of(step, state.Key, state.Parameters, identities);
            planned.Add(new PlannedStep(step.Id, step.Stage, state.Verdict, state.Key, (state.Record ?? state.LastRecord)?.Duration) { Identity = identities[step.Id] });
        }
        _workspace.Memo.TrySave();
        return new PlanReport(_options.Experiment, planned);
    }

    /// <summary>The whole account of a stage's steps, or of one step. Runs nothing.</summary>
    /// <param name="stageOrStep">A stage's name or a step's id.</param>
    /// <returns>One account a step; none when nothing has that name.</returns>
    /// <exception cref="StoreException">The store or a source cannot be read.</exception>
    public IReadOnlyList<StepExplanation> Explain(string stageOrStep)
    {
        Plan();
        return [.. _steps.Where(s => s.Stage == stageOrStep || s.Id == stageOrStep).Select(s => Explain(_states[s.Id]))];
    }

    /// <summary>Brings all steps of a stage up to date, in plan order; those they read from must be up to date already.</summary>
    /// <param name="stage">The stage; one without steps in this plan is done at once.</param>
    /// <param name="cancellation">Stops the running step.</param>
    /// <returns>What became of each step.</returns>
    /// <exception cref="StepFailedException">A step failed.</exception>
    /// <exception cref="StoreException">The store or the results folder cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task<IReadOnlyList<StepReport>> RunStageAsync(string stage, CancellationToken cancellation = default) =>
        RunAsync(_steps.Where(s => s.Stage == stage), cancellation);

    /// <summary>The path of an output, or null while its step is not fresh.</summary>
    /// <param name="stepId">The step.</param>
    /// <param name="output">The output's name.</param>
    /// <exception cref="StoreException">A folder cannot be laid out.</exception>
    /// <exception cref="DamagedObjectException">The output was damaged since its step was found fresh.</exception>
    public string? Find(string stepId, string output)
    {
        if (_steps.All(s => s.Id != stepId))
            return null;
        if (!_states.ContainsKey(stepId))
            Plan();
        return _states[stepId] is { IsFresh: true, Record: { } record } && record.Outputs.TryGetValue(output, out var found)
            ? _workspace.Artifacts.Open(found.Content, found.Size > _options.ReadUpTo ? Scrutiny.Stat : Scrutiny.Bytes)
            : null;
    }

    /// <summary>The keys of results that this experiment needs: those of its plan, and those of its steps' last runs.</summary>
    internal IEnumerable<Digest> UsedKeys()
    {
        var keys = Plan().Steps.Where(s => s.Key is not null).Select(s => s.Key!.Value);
        return [.. keys, .. _ledger.Last.Where(l => _states.ContainsKey(l.Key)).Select(l => l.Value)];
    }

    /// <summary>Removes this process's temporary files.</summary>
    public void Dispose()
    {
        _claim.Dispose();
        if (_ownsWorkspace)
            _workspace.Dispose();
    }

    private async Task<IReadOnlyList<StepReport>> RunAsync(IEnumerable<Step> steps, CancellationToken cancellation)
    {
        var reports = new List<StepReport>();
        foreach (var step in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            await _claim.EnterAsync(TellOther, cancellation).ConfigureAwait(false);
            if (!_done.TryGetValue(step.Id, out var report))
                _done[step.Id] = report = await RunStepAsync(step, cancellation).ConfigureAwait(false);
            reports.Add(report);
        }
        if (reports.Count > 0 && _steps.All(s => _done.ContainsKey(s.Id) || s.Outputs.All(o => o.PublishAs is null)))
            Complete();
        _workspace.Memo.TrySave();
        return reports;
    }

    private void TellOther(string who) => _options.Reporter?.Warned(
        $"{_options.ExperimentFolder} is being filled with other content by {who}; waiting for its end. To run both at once, give this run a name of its own: --set experiment=NAME");

    private void TellMovedAside(string folder) => _options.Reporter?.Warned($"files in {_options.ExperimentFolder} that no result of this config is were moved to {folder}");

    // Everything that the folder shows is this plan's now: what was there before goes, and the logs of other steps and other runs with it.
    private void Complete()
    {
        var owners = _steps.SelectMany(s => s.Outputs.Where(o => o.PublishAs is not null).Select(o => Owner(s, o))).ToHashSet(StringComparer.Ordinal);
        if (owners.Count == 0)
            return;
        if (_publisher.Value.Complete(owners) is [var first, ..] gone)
        {
            _options.Reporter?.Warned(
                $"{_options.ExperimentFolder} shows this config alone: {gone.Count} file{(gone.Count == 1 ? "" : "s")} of another config went from there ({first}{(gone.Count == 1 ? "" : " and others")}). The cache has what it made; to keep both in sight, give one run a name of its own: --set experiment=NAME");
        }

        var keys = _steps.ToDictionary(s => StepLog.PathFor(_options.ExperimentFolder, s.Id), s => _states.GetValueOrDefault(s.Id)?.Key, StringComparer.Ordinal);
        StepLog.RemoveOthers(_options.ExperimentFolder, keys);
    }

    private static string Owner(Step step, OutputSpec output) => $"{step.Id} {output.Name}";

    // Damage that no stat shows comes out when the bytes are read. What made them runs again, then this step is looked at anew.
    private async Task<StepReport> RunStepAsync(Step step, CancellationToken cancellation)
    {
        const int mostRepairs = 8;
        for (var repairs = 0; ; repairs++)
        {
            try
            {
                return await BringUpToDateAsync(step, repairs > 0, cancellation).ConfigureAwait(false);
            }
            catch (DamagedObjectException damage) when (repairs < mostRepairs)
            {
                _options.Reporter?.Warned($"{step.Id}: {damage.Message.Split(';')[0]}; what made it runs again");
            }
            catch (SourceChangedException change) when (repairs < mostRepairs)
            {
                _options.Reporter?.Warned($"{step.Id}: {change.Path} has other bytes than its size and times promised; it is taken as it is now");
                _workspace.ForgetSource(change.Path);
            }
            _states.Clear();
        }
    }

    private async Task<StepReport> BringUpToDateAsync(Step step, bool repair, CancellationToken cancellation)
    {
        var needed = Ancestors([step.Id]);
        foreach (var upstream in _steps.Where(s => needed.Contains(s.Id)))
        {
            var found = Look(upstream, lease: true, cancellation);
            if (repair && upstream != step && found is { IsFresh: false, Key: not null })
                await RunStepAsync(upstream, cancellation).ConfigureAwait(false);
        }
        var state = _states[step.Id];
        StepReport report;
        if (state.IsFresh)
        {
            report = new StepReport(step.Id, StepOutcome.Fresh, state.Verdict, TimeSpan.Zero, null);
        }
        else if (state.Key is null)
        {
            var waitsFor = PlanOrder.Upstream(step).Where(id => !_states[id].IsFresh);
            throw new StepFailedException(step.Id, null, new InvalidOperationException($"it reads from {string.Join(", ", waitsFor)}, not up to date; run that first"));
        }
        else
        {
            _options.Reporter?.Placed(RunOutlook.Of(step, _steps, s => Look(s, lease: false, cancellation)));
            (state, report) = await _runner.RunAsync(state, _states, cancellation).ConfigureAwait(false);
        }
        _states[step.Id] = state;
        _ledger.Set(step.Id, state.Key!.Value);
        Publish(state, cancellation);
        report = report with { Column = _column };
        _options.Reporter?.Ended(report);
        return report;
    }

    // A fresh state stays: what was looked at in this process is not looked at again.
    private StepState Look(Step step, bool lease, CancellationToken cancellation)
    {
        if (!_states.TryGetValue(step.Id, out var known) || !known.IsFresh || (lease && !_leased.Contains(step.Id)))
            known = _evaluator.Evaluate(step, _states, lease, cancellation);
        // What was forced has run, and counts no more.
        if (_done.ContainsKey(step.Id) && known.Verdict.Reasons.All(r => r is Forced))
            known = known with { Verdict = FreshnessVerdict.Fresh };
        _states[step.Id] = known;
        if (lease)
            _leased.Add(step.Id);
        return known;
    }

    private static StepExplanation Explain(StepState state) => new(
        state.Step.Id,
        state.Step.Version,
        state.Verdict,
        state.Key,
        ParameterDifference.Leaves(state.Parameters, state.Step.ParametersPath),
        [.. state.Step.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => (i.Key, Source(i.Value), state.Inputs[i.Key]))],
        [.. state.Step.Outputs.Select(o => (o.Name, o.PublishAs))],
        state.Record ?? state.LastRecord);

    private static string Source(ArtifactSource source) => source is StepOutput(var id, var output) ? $"{id} ({output})" : ((SourcePath)source).Path;

    // What a step has judged is shown, or withdrawn, as soon as the judgement is there.
    private void Publish(StepState state, CancellationToken cancellation)
    {
        Publish(state, state.Step.Outputs, cancellation);
        foreach (var judged in state.Step.Judges)
        {
            var of = _states[judged.StepId];
            if (of.IsFresh)
                Publish(of, of.Step.Outputs.Where(o => o.Name == judged.Output), cancellation);
        }
    }

    private void Publish(StepState state, IEnumerable<OutputSpec> outputs, CancellationToken cancellation)
    {
        foreach (var output in outputs.Where(o => o.PublishAs is not null))
            _publisher.Value.Publish(Owner(state.Step, output), IsRefuted(new StepOutput(state.Step.Id, output.Name), cancellation) ? [] : Shown(state.Record!, output));
    }

    // A judgement counts while it is fresh: one on other bytes than these is none.
    private bool IsRefuted(StepOutput output, CancellationToken cancellation)
    {
        foreach (var judge in _steps.Where(s => s.Judges.Contains(output)))
        {
            var needed = Ancestors([judge.Id]);
            foreach (var step in _steps.Where(s => needed.Contains(s.Id)))
                Look(step, lease: true, cancellation);
            if (_states[judge.Id] is { IsFresh: true, Record: { } record } && judge.Refutes(PathsOf(record)))
                return true;
        }
        return false;
    }

    private Func<string, string> PathsOf(ActionRecord record) => name => _workspace.Artifacts.Open(record.Outputs[name].Content, Scrutiny.Bytes);

    private IReadOnlyList<(string, Digest, long)> Shown(ActionRecord record, OutputSpec output)
    {
        var recorded = record.Outputs[output.Name];
        if (output.PublishWhen is { } when && !when(PathsOf(record)))
            return [];
        return output.Kind == ArtifactKind.File
            ? [(output.PublishAs!, recorded.Content.Digest, recorded.Size)]
            : [.. _workspace.Artifacts.Tree(recorded.Content.Digest).Entries
                .Where(e => e.Digest is not null)
                .Select(e => (Path.Combine(output.PublishAs!, e.Path), e.Digest!.Value, e.Size))];
    }

    private HashSet<string> Wanted(IReadOnlySet<string>? stages) =>
        Ancestors(_steps.Where(s => stages is null || stages.Contains(s.Stage)).Select(s => s.Id));

    // The steps themselves and all that they read from.
    private HashSet<string> Ancestors(IEnumerable<string> ids)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var step in _steps.Reverse())
        {
            if (wanted.Contains(step.Id))
                wanted.UnionWith(PlanOrder.Upstream(step));
        }
        return wanted;
    }
}
