using System.Diagnostics;
using Slug.Models.Clip;
using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Unlearning.Moments;

/// <summary>
/// Sums <c>x xᵀ</c> over what a model's linear layers are given while it runs, whatever it runs for: beside a pass for a gradient it costs the products
/// alone. Every batch is announced, so that tokens behind a caption's end, and pairs that shall not count, are left out.
/// </summary>
public sealed class MomentGathering : IDisposable
{
    private readonly ClipInputs _listener;
    private readonly int? _endOfText;
    private readonly Dictionary<string, (Tensor Sum, long Rows)> _sums = new(StringComparer.Ordinal);
    private Tensor? _samples;
    private Tensor? _tokens;
    private readonly Stopwatch _watch = new();
    private long _batch;

    /// <summary>Begins to listen; nothing is summed before a batch is announced.</summary>
    /// <param name="model">The model.</param>
    /// <param name="only">The parameters whose inputs are wanted; null for all linear layers.</param>
    public MomentGathering(ClipModel model, Func<string, bool>? only = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _endOfText = model.Config.Text.EndOfText;
        _listener = new ClipInputs(model, input => only?.Invoke(input.Parameter) ?? true, Add);
    }

    /// <summary>The time that the sums took so far; on a GPU, which works behind the caller's back, that of asking for them.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Announces the batch that the model is about to run on.</summary>
    /// <param name="tokens">Its captions, int64 <c>[batch, tokens]</c>, cut as the model will see them.</param>
    /// <param name="counts">Which of its pairs count; null for all.</param>
    public void Expect(Tensor tokens, IReadOnlyList<bool>? counts = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Forget();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _batch = tokens.shape[0];
        var samples = counts?.ToArray() ?? [.. Enumerable.Repeat(true, (int)_batch)];
        if (samples.Length != _batch) throw new ArgumentException($"{samples.Length} marks for a batch of {_batch}.", nameof(counts));
        using var host = tokens.cpu();
        var ends = TextTower.Ends(host, _endOfText).view(-1, 1);
        var read = arange(host.shape[1], dtype: ScalarType.Int64).view(1, -1).le(ends).logical_and(tensor(samples).view(-1, 1));
        _samples = Places(tensor(samples));
        _tokens = Places(read.flatten());
    }

    /// <summary>What was summed so far; the caller's. The sums begin anew.</summary>
    public SecondMoments Take()
    {
        Forget();
        var taken = new SecondMoments(_sums.ToList());
        _sums.Clear();
        return taken;
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        Forget();
        foreach (var (sum, _) in _sums.Values) sum.Dispose();
        _sums.Clear();
    }

    private static Tensor Places(Tensor chosen) => chosen.nonzero().squeeze(1).DetachFromDisposeScope();

    private void Forget()
    {
        _samples?.Dispose();
        _tokens?.Dispose();
        (_samples, _tokens) = (null, null);
    }

    private void Add(LayerInput layer, Tensor input)
    {
        if (_samples is null || _tokens is null) return;
        if (input.shape[0] != _batch) throw new InvalidOperationException($"'{layer.Parameter}' was given a batch of {input.shape[0]}, and {_batch} were announced.");
        _watch.Start();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // Captions' rows end with the caption; of pictures every patch counts, of what is pooled its one row.
        var rows = input.dim() == 3 && layer.Tower == Tower.Language
            ? input.flatten(0, 1).index_select(0, _tokens.to(input.device))
            : input.index_select(0, _samples.to(input.device)).reshape(-1, layer.Width);
        var wide = rows.to_type(ScalarType.Float64);
        var (sum, count) = _sums.TryGetValue(layer.Parameter, out var known)
            ? known
            : (zeros(layer.Width, layer.Width, ScalarType.Float64, input.device).DetachFromDisposeScope(), 0);
        if (rows.shape[0] > 0) sum.addmm_(wide.t(), wide, 1, 1);
        _sums[layer.Parameter] = (sum, count + rows.shape[0]);
        _watch.Stop();
    }
}
