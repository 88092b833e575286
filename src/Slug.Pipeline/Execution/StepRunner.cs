using Slug.Pipeline.Files;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>Runs one stale step: lock, work folder, the step itself, its outputs into the store, the record last.</summary>
internal sealed class StepRunner(Workspace workspace, EngineOptions options, Func<Step, StepState> evaluate)
{
    private readonly RemoteTransfer? _transfer = options.Remote is null ? null : new RemoteTransfer(workspace, options.Remote);

    /// <summary>Runs a step, or takes its result from a process that ran it meanwhile.</summary>
    /// <returns>The step's state afterwards, which is fresh, and what happened.</returns>
    /// <exception cref="StepFailedException">The step failed.</exception>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<(StepState State, StepReport Report)> RunAsync(
        StepState state, IReadOnlyDictionary<string, StepState> upstream, CancellationToken cancellation)
    {
        var step = state.Step;
        var (held, waited) = await AcquireAsync(state, cancellation).ConfigureAwait(false);
        using (held)
        {
            // Whoever held the lock may have made the very result; a forced step is content with one made while it waited.
            var now = evaluate(step);
            if (now.IsFresh || (waited && now.Verdict.Reasons.All(r => r is Forced)))
            {
                now = now with { Verdict = FreshnessVerdict.Fresh };
                return (now, new StepReport(step.Id, waited ? StepOutcome.TakenOver : StepOutcome.Fresh, now.Verdict, TimeSpan.Zero, null));
            }
            if (await FetchAsync(now, cancellation).ConfigureAwait(false) is { } fetched)
                return (fetched, new StepReport(step.Id, StepOutcome.Fetched, fetched.Verdict, TimeSpan.Zero, null));
            var result = await ComputeAsync(now, upstream, cancellation).ConfigureAwait(false);
            if (_transfer is not null && options.Remote!.Uploads)
                await _transfer.PushAsync(result.State.Record!, cancellation).ConfigureAwait(false);
            return result;
        }
    }

    private async Task<StepState?> FetchAsync(StepState state, CancellationToken cancellation)
    {
        if (_transfer is null || state.Verdict.Reasons.Any(r => r is Forced))
            return null;
        var record = await _transfer.FetchAsync(state.Key!.Value, state.Step.Outputs, cancellation).ConfigureAwait(false);
        return record is null ? null : state with { Verdict = FreshnessVerdict.Fresh, Record = record, Faults = [] };
    }

    private async Task<(FileLock Held, bool Waited)> AcquireAsync(StepState state, CancellationToken cancellation)
    {
        var path = workspace.Layout.Lock(state.Key!.Value);
        try
        {
            SharedModes.CreateFolder(workspace.Layout.Root, Path.GetDirectoryName(path)!);
            var me = LockOwner.Me(state.Step.Id, options.Clock.GetUtcNow());
            return await ActionLock.AcquireAsync(path, me, o => options.Reporter?.Waiting(state.Step.Id, o), options.Clock, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(path, "lock", e);
        }
    }

    private async Task<(StepState State, StepReport Report)> ComputeAsync(StepState state, IReadOnlyDictionary<string, StepState> upstream, CancellationToken cancellation)
    {
        var step = state.Step;
        var logPath = StepLog.PathFor(options.ExperimentFolder, step.Id);
        var shownLog = Path.GetRelativePath(Environment.CurrentDirectory, logPath) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? logPath : relative;
        using var log = new StepLog(logPath, state, options.Clock);
        var start = options.Clock.GetTimestamp();
        TimeSpan Elapsed() => options.Clock.GetElapsedTime(start);
        var column = options.Steps.Max(s => s.Id.Length);
        StepReport Report(StepOutcome outcome) => new(step.Id, outcome, state.Verdict, Elapsed(), shownLog) { Column = column };
        try
        {
            using var context = new StepContext(state, upstream, workspace, options, log, cancellation);
            using var reading = InputReading.Begin(state, context, workspace, Sizes(state, upstream), options, cancellation);
            options.Reporter?.Started(step.Id, state.Verdict);
            start = options.Clock.GetTimestamp();
            var measured = PeakMemory.Restart();
            await RunAsync(step, context, reading).ConfigureAwait(false);
            var duration = Elapsed();
            var peak = measured ? PeakMemory.Read() : null;
            await EndAsync(reading).ConfigureAwait(false);
            var record = Store(state, context, duration, peak, !reading.TrustedSome, cancellation);
            foreach (var action in context.Afterwards)
                action();
            log.End(StepOutcome.Ran, duration);
            return (state with { Verdict = FreshnessVerdict.Fresh, Record = record, Faults = [] }, Report(StepOutcome.Ran) with { Duration = duration });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.End(StepOutcome.Cancelled, Elapsed());
            options.Reporter?.Ended(Report(StepOutcome.Cancelled));
            throw;
        }
        catch (Exception e) when (e is DamagedObjectException or SourceChangedException)
        {
            // The step saw nothing of it: whoever called makes the input again, and comes back.
            log.Write($"not begun: {e.Message}");
            throw;
        }
        catch (Exception e)
        {
            log.End(StepOutcome.Failed, Elapsed(), e);
            options.Reporter?.Ended(Report(StepOutcome.Failed));
            if (e is StoreException)
                throw;
            throw new StepFailedException(step.Id, shownLog, e);
        }
    }

    // A step that read bad bytes may say anything of why it failed.
    private async Task RunAsync(Step step, StepContext context, InputReading reading)
    {
        try
        {
            await step.Run(context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (await reading.FindFaultAsync().ConfigureAwait(false) is { } fault)
                throw new InvalidOperationException($"{Told(fault)} (it failed of that: {e.Message})", e);
            if (FullDisk.TellOf(e, context.Scratch, options.WhereFull) is { } told)
                throw new IOException(told, e);
            throw;
        }
    }

    // What the process has read of a large input may live on in it, so that the step cannot simply run again here.
    private static async Task EndAsync(InputReading reading)
    {
        try
        {
            await reading.EndAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DamagedObjectException or SourceChangedException)
        {
            throw new InvalidOperationException(Told(e), e);
        }
    }

    private static string Told(Exception fault) => fault is SourceChangedException
        ? $"{fault.Message}; its result is discarded. Run again"
        : $"an input was damaged while it ran, and its result is discarded: {fault.Message}";

    private Dictionary<string, long> Sizes(StepState state, IReadOnlyDictionary<string, StepState> upstream) => state.Step.Inputs.ToDictionary(i => i.Key, i => i.Value switch
    {
        StepOutput(var id, var output) => upstream[id].Record!.Outputs[output].Size,
        SourcePath(var path) => workspace.SizeOfSource(Path.GetFullPath(path, options.RepositoryRoot)),
        _ => 0,
    }, StringComparer.Ordinal);

    private ActionRecord Store(StepState state, StepContext context, TimeSpan duration, long? peak, bool allRead, CancellationToken cancellation)
    {
        var step = state.Step;
        foreach (var output in step.Outputs)
            EnsureWritten(output, context.Output(output.Name));
        using var gate = StoreException.Guard(workspace.Layout.Gate, "lock", () => FileLock.Take(workspace.Layout.Gate, shared: true));
        foreach (var fault in state.Faults.Where(f => f.State == ObjectState.Damaged))
            workspace.Objects.MoveAside(fault.Object);
        var outputs = step.Outputs.ToDictionary(o => o.Name, o => workspace.Artifacts.Adopt(context.Output(o.Name), o.Kind, cancellation), StringComparer.Ordinal);
        var provenance = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = Environment.MachineName, ["experiment"] = options.Experiment };
        foreach (var (name, value) in options.Provenance.Concat(context.Facts))
            provenance[name] = value;
        var record = new ActionRecord
        {
            Key = state.Key!.Value,
            Stage = step.Stage,
            Subject = step.Subject,
            Version = step.Version,
            Parameters = state.Parameters,
            Inputs = state.Inputs.ToDictionary(i => i.Key, i => i.Value!.Value, StringComparer.Ordinal),
            InputsRead = allRead,
            Outputs = outputs,
            Duration = duration,
            PeakMemory = peak,
            Created = options.Clock.GetUtcNow(),
            Provenance = provenance,
        };
        workspace.Records.Write(record);
        return record;
    }

    private static void EnsureWritten(OutputSpec output, string path)
    {
        var isThere = output.Kind == ArtifactKind.Folder ? Directory.Exists(path) : File.Exists(path);
        if (!isThere)
            throw new InvalidOperationException($"it ended without writing its output '{output.Name}' ({(output.Kind == ArtifactKind.Folder ? "a folder" : "a file")})");
    }
}
