using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// Encodes one set of inputs again and again while a search changes one layer of a tower after the other. The stream before the changed layer's
/// block is kept and only what follows runs; to a shallower layer the streams are walked back from the nearest one kept below, not from the
/// inputs. What is kept where changes no bit of the features: every part runs the same blocks in the same shapes.
/// </summary>
/// <remarks>
/// Streams are made when first asked for, which may be in the middle of a trial: below the focused block all weights are original.
/// </remarks>
internal sealed class TailEncoder
{
    private readonly ITower _tower;
    private readonly IReadOnlyList<Tensor> _parts;
    private readonly int[] _visits;
    private readonly ActivationStore _store;
    private readonly SortedDictionary<int, ActivationShelf> _kept = [];
    private long _elements = -1;

    /// <summary>Nothing is computed yet.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="parts">The inputs in batches, on the model's device; not owned.</param>
    /// <param name="visits">The depths (<see cref="LayerDepth"/>) at which layers will change: worth keeping. Others work, slower.</param>
    /// <param name="store">Room for streams.</param>
    public TailEncoder(ITower tower, IReadOnlyList<Tensor> parts, IEnumerable<int> visits, ActivationStore store)
    {
        (_tower, _parts, _store) = (tower, parts, store);
        _visits = [.. visits.Where(d => d >= 0).Distinct().Order()];
    }

    /// <summary>The deepest depth that will be visited; encoding at it first makes all streams in the same pass.</summary>
    public int Deepest => _visits.Length > 0 ? _visits[^1] : LayerDepth.Input;

    /// <summary>Features of length one, <c>[inputs, embed]</c>, of the model as it is now.</summary>
    /// <param name="depth">The depth of the layer that may differ from its original; everything below is original.</param>
    /// <param name="cancellation">Stops between two parts.</param>
    public Tensor Encode(int depth, CancellationToken cancellation = default)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Keep(depth, cancellation);
        var start = NearestKept(depth);
        var features = new List<Tensor>(_parts.Count);
        for (var part = 0; part < _parts.Count; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var last = Advance(StreamAt(part, start), start, _tower.BlockCount);
            features.Add(nn.functional.normalize(_tower.Project(last, _parts[part]), dim: -1).MoveToOuterDisposeScope());
        }

        return (features.Count == 1 ? features[0] : cat(features)).MoveToOuterDisposeScope();
    }

    /// <summary>Gives the room back. Streams are made again when they are asked for.</summary>
    public void Release()
    {
        foreach (var shelf in _kept.Values) shelf.Dispose();
        _kept.Clear();
    }

    /// <summary>Keeps the stream before a block if there is room, and on the way to it as many of those that will be visited as fit, evenly spaced.</summary>
    private void Keep(int depth, CancellationToken cancellation)
    {
        if (depth < 0 || _kept.ContainsKey(depth)) return;
        var start = NearestKept(depth);
        var between = _visits.Where(d => d > start && d < depth).ToList();
        var shelves = new List<ActivationShelf>();
        try
        {
            while (shelves.Count <= between.Count && Reserve(depth) is { } shelf) shelves.Add(shelf);
            if (shelves.Count == 0) return;
            int[] stops = [.. Spread(between, shelves.Count - 1), depth];
            for (var part = 0; part < _parts.Count; part++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var (stream, at) = (StreamAt(part, start), start);
                for (var i = 0; i < stops.Length; i++)
                {
                    (stream, at) = (Advance(stream, at, stops[i]), stops[i]);
                    shelves[i].Add(stream);
                }
            }

            for (var i = 0; i < stops.Length; i++) _kept.Add(stops[i], shelves[i]);
        }
        catch
        {
            foreach (var shelf in shelves) shelf.Dispose();
            throw;
        }
    }

    /// <summary>Room for one more stream; what is kept above <paramref name="depth"/> has had its visit and makes way, deepest first.</summary>
    private ActivationShelf? Reserve(int depth)
    {
        if (_elements < 0) _elements = CountElements();
        while (true)
        {
            if (_store.TryReserve(_elements) is { } shelf) return shelf;
            var deepest = _kept.Count > 0 ? _kept.Keys.Last() : LayerDepth.Input;
            if (deepest <= depth) return null;
            _kept.Remove(deepest, out var past);
            past!.Dispose();
        }
    }

    private int NearestKept(int depth) => _kept.Keys.LastOrDefault(d => d <= depth, LayerDepth.Input);

    private Tensor StreamAt(int part, int depth) => depth < 0 ? _tower.Embed(_parts[part]) : _kept[depth].Load(part);

    private Tensor Advance(Tensor stream, int from, int to) => _tower.RunBlocks(stream, Math.Max(from, 0), to);

    private long CountElements()
    {
        using var scope = NewDisposeScope();
        return _parts.Sum(part => part.shape[0] * _tower.Embed(part.narrow(0, 0, 1)).numel());
    }

    /// <summary>So many of the depths below a target, that with it they cut the way into pieces of like length.</summary>
    internal static IEnumerable<int> Spread(IReadOnlyList<int> between, int count) =>
        Enumerable.Range(1, count).Select(i => between[(i * (between.Count + 1) / (count + 1)) - 1]);
}
