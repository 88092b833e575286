using System.Diagnostics.CodeAnalysis;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.Incremental;

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
    private readonly ActivationStore _store;
    private ITower _tower;
    private IReadOnlyList<Tensor> _parts;
    private int[] _visits = [];
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
        Plan(visits);
    }

    /// <summary>Lets go of a stream that somebody else keeps in the same room and does not need now; false when there is none.</summary>
    public Func<bool>? OthersGiveWay { get; init; }

    /// <summary>The bytes in memory that all streams would take that are worth keeping.</summary>
    public long Wanted => _visits.Length * _store.BytesOf(Elements);

    /// <summary>Parts that were taken from their inputs on, not from a kept stream.</summary>
    public long PartsFromInputs { get; private set; }

    /// <summary>The deepest depth that will be visited; encoding at it first makes all streams in the same pass.</summary>
    public int Deepest => _visits.Length > 0 ? _visits[^1] : LayerDepth.Input;

    /// <summary>Says at which depths layers will change from now on. What is kept stays, as long as there is room.</summary>
    [MemberNotNull(nameof(_visits))]
    public void Plan(IEnumerable<int> visits) => _visits = [.. visits.Where(d => d >= 0).Distinct().Order()];

    /// <summary>
    /// Goes on with another model's tower and the same inputs in the same batches. What is kept stays: below the depths at which the caller
    /// encodes, the towers have the same weights.
    /// </summary>
    public void Use(ITower tower, IReadOnlyList<Tensor> parts) => (_tower, _parts) = (tower, parts);

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
            features.Add(TowerExtensions.Normalize(_tower.Project(last, _parts[part])).MoveToOuterDisposeScope());
        }

        return (features.Count == 1 ? features[0] : cat(features)).MoveToOuterDisposeScope();
    }

    /// <summary>Gives the room back. Streams are made again when they are asked for.</summary>
    public void Release() => Release(_ => true);

    /// <summary>Gives back what is on disk, and keeps what is in memory.</summary>
    public void ReleaseSpilled() => Release(shelf => shelf.OnDisk);

    /// <summary>Gives back one stream in memory, of the deepest block; false when there is none.</summary>
    public bool GiveWay()
    {
        var deepest = _kept.Where(k => !k.Value.OnDisk).Select(k => (int?)k.Key).LastOrDefault();
        if (deepest is not { } depth) return false;
        Drop(depth);
        return true;
    }

    private void Release(Func<ActivationShelf, bool> which)
    {
        foreach (var depth in _kept.Where(k => which(k.Value)).Select(k => k.Key).ToList()) Drop(depth);
    }

    private void Drop(int depth)
    {
        _kept.Remove(depth, out var shelf);
        shelf!.Dispose();
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
            while (shelves.Count <= between.Count && Reserve(depth, start) is { } shelf) shelves.Add(shelf);
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

    /// <summary>
    /// Room for one more stream. In memory others' streams give way that nobody looks at now; then, where nothing goes to disk, this encoder's
    /// own that have had their visit or will have none, deepest first.
    /// </summary>
    private ActivationShelf? Reserve(int depth, int start)
    {
        while (true)
        {
            if (_store.TryReserveMemory(Elements) is { } shelf) return shelf;
            if (OthersGiveWay?.Invoke() ?? false) continue;
            if (_store.TryReserveDisk() is { } file) return file;
            if (_kept.Keys.Where(d => d > depth || (d != start && !_visits.Contains(d))).Select(d => (int?)d).LastOrDefault() is not { } past) return null;
            Drop(past);
        }
    }

    private int NearestKept(int depth) => _kept.Keys.LastOrDefault(d => d <= depth, LayerDepth.Input);

    private Tensor StreamAt(int part, int depth)
    {
        if (depth >= 0) return _kept[depth].Load(part);
        PartsFromInputs++;
        return _tower.Embed(_parts[part]);
    }

    private Tensor Advance(Tensor stream, int from, int to) => _tower.RunBlocks(stream, Math.Max(from, 0), to);

    private long Elements => _elements < 0 ? _elements = CountElements() : _elements;

    private long CountElements()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return _parts.Sum(part => part.shape[0] * _tower.Embed(part.narrow(0, 0, 1)).numel());
    }

    /// <summary>So many of the depths below a target, that with it they cut the way into pieces of like length.</summary>
    internal static IEnumerable<int> Spread(IReadOnlyList<int> between, int count) =>
        Enumerable.Range(1, count).Select(i => between[(i * (between.Count + 1) / (count + 1)) - 1]);
}
