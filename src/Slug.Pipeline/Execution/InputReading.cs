using Slug.Pipeline.Files;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>
/// Holds what a step reads against the digests in its key. A file system may keep size and times of a file whose bytes went bad, so the bytes are
/// hashed whenever they are read: small inputs before the step sees them, so that what is damaged can be made again first; large ones at
/// the same time as the step reads them. A result is recorded only when all of them were right.
/// </summary>
internal sealed class InputReading : IDisposable
{
    private readonly StepState _state;
    private readonly StepContext _context;
    private readonly Workspace _workspace;
    private readonly CancellationTokenSource _stop;
    private readonly List<Task> _beside = [];

    private InputReading(StepState state, StepContext context, Workspace workspace, CancellationToken cancellation)
    {
        (_state, _context, _workspace) = (state, context, workspace);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Whether an input is so large that its stat was trusted in place of its bytes.</summary>
    public bool TrustedSome { get; private set; }

    private IEnumerable<string> Names => _state.Inputs.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads the small inputs and begins to read the others.</summary>
    /// <param name="state">The step, its inputs' contents known.</param>
    /// <param name="context">Knows where the inputs lie.</param>
    /// <param name="workspace">The store.</param>
    /// <param name="sizes">The bytes of every input.</param>
    /// <param name="options">Which inputs are large, and which too large to be read.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="DamagedObjectException">An input that was read is damaged.</exception>
    /// <exception cref="SourceChangedException">A source that was read is no longer what it was taken for.</exception>
    /// <exception cref="StoreException">An input cannot be read.</exception>
    public static InputReading Begin(
        StepState state, StepContext context, Workspace workspace, IReadOnlyDictionary<string, long> sizes, EngineOptions options, CancellationToken cancellation)
    {
        var reading = new InputReading(state, context, workspace, cancellation);
        try
        {
            bool IsTrusted(string name) => sizes[name] > options.ReadUpTo;
            reading.TrustedSome = reading.Names.Any(IsTrusted);
            var large = reading.Names.Where(n => sizes[n] > options.ReadBefore && !IsTrusted(n)).ToList();
            reading.ReadNow(reading.Names.Except(large), n => IsTrusted(n) ? Scrutiny.Stat : Scrutiny.Bytes);
            // Laid out before the step asks for it, so that two threads do not do so at once.
            large.ForEach(name => context.Input(name));
            reading._beside.AddRange(large.Select(name => Task.Run(() => reading.Read(name, Scrutiny.Bytes), CancellationToken.None)));
            return reading;
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the large inputs, then looks whether anything was written to since it was read.</summary>
    /// <exception cref="DamagedObjectException">An input is damaged.</exception>
    /// <exception cref="SourceChangedException">A source was changed.</exception>
    /// <exception cref="StoreException">An input cannot be read.</exception>
    public async Task EndAsync()
    {
        await Task.WhenAll(_beside).ConfigureAwait(false);
        ReadNow(Names, _ => Scrutiny.Stat);
    }

    /// <summary>What is wrong with the inputs of a step that failed: that may be why. Null when nothing is.</summary>
    public async Task<Exception?> FindFaultAsync()
    {
        try
        {
            await EndAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is DamagedObjectException or SourceChangedException)
        {
            return e;
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Stops reading.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        // How it ended was asked for already, or is of no interest any more.
        Task.WhenAll(_beside).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _stop.Dispose();
    }

    private void ReadNow(IEnumerable<string> names, Func<string, Scrutiny> scrutiny)
    {
        var all = names.ToList();
        ParallelWork.For(all.Count, _stop.Token, i => Read(all[i], scrutiny(all[i])));
    }

    private void Read(string name, Scrutiny scrutiny)
    {
        var content = _state.Inputs[name]!.Value;
        if (_state.Step.Inputs[name] is not SourcePath)
        {
            _workspace.Artifacts.Open(content, scrutiny, _stop.Token);
            return;
        }
        var path = _context.Input(name);
        if (StoreException.Guard(path, "read", () => _workspace.Digester.Read(path, _stop.Token, scrutiny)) != content)
            throw new SourceChangedException(name, path);
    }
}
