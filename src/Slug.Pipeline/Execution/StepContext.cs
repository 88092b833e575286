using System.Collections.Concurrent;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>The engine as a running step sees it; its temporary folder goes when it is disposed.</summary>
internal sealed class StepContext : IStepContext, IDisposable
{
    private readonly StepState _state;
    private readonly IReadOnlyDictionary<string, StepState> _upstream;
    private readonly ArtifactStore _artifacts;
    private readonly string _repositoryRoot;
    private readonly StepLog _log;
    private readonly IRunReporter? _reporter;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Func<string, string?> _whereFull;
    private readonly ConcurrentQueue<FileLock> _locks = [];
    private readonly ConcurrentDictionary<string, string> _inputPaths = new(StringComparer.Ordinal);

    public StepContext(
        StepState state, IReadOnlyDictionary<string, StepState> upstream, Workspace workspace, EngineOptions options, StepLog log, CancellationToken cancellation)
    {
        (_state, _upstream, _artifacts, _log) = (state, upstream, workspace.Artifacts, log);
        (_repositoryRoot, _reporter, _clock, _whereFull, Cancellation) = (options.RepositoryRoot, options.Reporter, options.Clock, options.WhereFull, cancellation);
        _folder = workspace.Work.NewPath();
        Scratch = Path.Combine(_folder, "scratch");
        StoreException.Guard(_folder, "write", () =>
        {
            Directory.CreateDirectory(Scratch);
            foreach (var output in state.Step.Outputs)
                Directory.CreateDirectory(output.Kind == ArtifactKind.Folder ? Output(output.Name) : Path.GetDirectoryName(Output(output.Name))!);
        });
    }

    public CancellationToken Cancellation { get; }

    public string Scratch { get; }

    /// <summary>What the step said of how it made its result.</summary>
    public ConcurrentDictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

    /// <summary>What the step wants done when its result is recorded, in order.</summary>
    public ConcurrentQueue<Action> Afterwards { get; } = [];

    public string Input(string name) => _inputPaths.GetOrAdd(name, n => _state.Step.Inputs.GetValueOrDefault(n) switch
    {
        SourcePath(var path) => Path.GetFullPath(path, _repositoryRoot),
        StepOutput => _artifacts.PathOf(_state.Inputs[n]!.Value),
        _ => throw new ArgumentException($"{_state.Step.Id} has no input '{n}'; its inputs are {string.Join(", ", _state.Step.Inputs.Keys)}.", nameof(name)),
    });

    public string Output(string name) => _state.Step.Outputs.Any(o => o.Name == name)
        ? Path.Combine(_folder, "out", name)
        : throw new ArgumentException($"{_state.Step.Id} has no output '{name}'; its outputs are {string.Join(", ", _state.Step.Outputs.Select(o => o.Name))}.", nameof(name));

    public void Log(string message) => _log.Write(message);

    public void Warn(string message)
    {
        _log.Write($"warning: {message}");
        _reporter?.Warned($"{_state.Step.Id}: {message}");
    }

    public void Progress(long done, long total, string unit) => _reporter?.Progressed(_state.Step.Id, done, total, unit);

    public void Provenance(string name, string value) => Facts[name] = value;

    public void Lock(string path)
    {
        var file = path + ".lock";
        try
        {
            var me = LockOwner.Me(_state.Step.Id, _clock.GetUtcNow());
            // The step goes on on its own thread, to which it may have told how torch is to compute.
            _locks.Enqueue(ActionLock.AcquireAsync(file, me, owner => _reporter?.Waiting(_state.Step.Id, owner), _clock, Cancellation).GetAwaiter().GetResult().Lock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(file, "lock", e, _whereFull(file));
        }
    }

    public void WhenRecorded(Action action) => Afterwards.Enqueue(action);

    public TimeSpan? InputDuration(string name) =>
        _state.Step.Inputs.GetValueOrDefault(name) is StepOutput(var id, _) ? _upstream[id].Record?.Duration : null;

    public long? InputPeakMemory(string name) =>
        _state.Step.Inputs.GetValueOrDefault(name) is StepOutput(var id, _) ? _upstream[id].Record?.PeakMemory : null;

    public string? InputFact(string name, string fact) =>
        _state.Step.Inputs.GetValueOrDefault(name) is StepOutput(var id, _) ? _upstream[id].Record?.Provenance.GetValueOrDefault(fact) : null;

    public void Dispose()
    {
        foreach (var held in _locks)
            held.Dispose();
        StoreException.Guard(_folder, "remove", () => WorkArea.Remove(_folder));
    }
}
