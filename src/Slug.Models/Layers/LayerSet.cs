using System.Collections;

namespace Slug.Models.Layers;

/// <summary>All tensors of a model in the layout of the checkpoint that it came from, in the module's order.</summary>
public sealed class LayerSet : IReadOnlyCollection<LayerParameter>
{
    private readonly IReadOnlyList<LayerParameter> _layers;
    private readonly Dictionary<string, LayerParameter> _byName;

    /// <summary>Makes a set of the given tensors.</summary>
    public LayerSet(IReadOnlyList<LayerParameter> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _layers = layers;
        _byName = layers.ToDictionary(l => l.Name, StringComparer.Ordinal);
        ByParameter = layers.ToLookup(l => l.Parameter, StringComparer.Ordinal);
    }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the layout may be another.</exception>
    public LayerParameter this[string name] => Find(name)
        ?? throw new ArgumentException($"The model has no layer '{name}'; its names are such as '{_layers.FirstOrDefault(l => l.Block is not null)?.Name}'.", nameof(name));

    /// <summary>How many there are.</summary>
    public int Count => _layers.Count;

    /// <summary>The candidate layers of both towers.</summary>
    public IReadOnlyList<LayerParameter> Candidates => [.. _layers.Where(l => l.IsCandidate)];

    /// <summary>The tensors that lie in each of the module's parameters.</summary>
    public ILookup<string, LayerParameter> ByParameter { get; }

    /// <summary>The tensor of a name; null where there is none.</summary>
    public LayerParameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The tensors that move with a layer where groups move, itself among them, in the module's order.</summary>
    public IReadOnlyList<LayerParameter> GroupOf(string name)
    {
        var group = this[name].Group;
        return [.. _layers.Where(l => l.Group == group)];
    }

    /// <inheritdoc/>
    public IEnumerator<LayerParameter> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
