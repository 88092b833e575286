using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// Keys and values of the tokens so far, one pair of tensors a layer, so that a new token costs one step through the model and not one for every
/// token before it. The memory is taken once, for the longest sequence.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] _keys;
    private readonly Tensor[] _values;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="config">The decoder's sizes.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="capacity">Tokens of a sequence, the new ones included.</param>
    /// <param name="type">The decoder's element type.</param>
    /// <param name="device">The decoder's device.</param>
    public KeyValueCache(LlamaConfig config, long batch, long capacity, ScalarType type, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        Capacity = capacity;
        // [batch, key-value heads, capacity, headWidth]
        Tensor Empty() => empty([batch, config.KeyValueHeads, capacity, config.HeadWidth], type, device).DetachFromDisposeScope();
        _keys = [.. Enumerable.Range(0, config.Layers).Select(_ => Empty())];
        _values = [.. Enumerable.Range(0, config.Layers).Select(_ => Empty())];
    }

    /// <summary>Tokens of a sequence that there is room for.</summary>
    public long Capacity { get; }

    /// <summary>Tokens that are there.</summary>
    public long Length { get; private set; }

    /// <summary>Appends a layer's keys and values <c>[batch, heads, new, headWidth]</c>; <see cref="Advance"/> follows once all layers have.</summary>
    /// <returns>All of that layer's so far, <c>[batch, heads, length + new, headWidth]</c>; views.</returns>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        var added = keys.shape[2];
        if (Length + added > Capacity) throw new InvalidOperationException($"The cache has room for {Capacity} tokens; {Length} are there and {added} more came.");
        return (Put(_keys[layer], keys), Put(_values[layer], values));

        Tensor Put(Tensor all, Tensor part)
        {
            using (var place = all.narrow(2, Length, added)) place.copy_(part);
            return all.narrow(2, 0, Length + added);
        }
    }

    /// <summary>Counts tokens that every layer has appended.</summary>
    public void Advance(long tokens) => Length += tokens;

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values)) tensor.Dispose();
    }
}
