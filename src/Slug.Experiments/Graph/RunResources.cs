using Slug.Data.Images;
using Slug.Experiments.Configuration;

namespace Slug.Experiments.Graph;

/// <summary>What a run keeps in memory to compute nothing twice: pictures, loaded models, activations. It decides about time, never about a result.</summary>
/// <param name="memory">The limits.</param>
public sealed class RunResources(MemorySettings memory) : IDisposable
{
    private readonly Dictionary<Type, IDisposable> _kept = [];

    /// <summary>Pictures that are decoded and resized already.</summary>
    public PictureMemory Pictures { get; } = new((long)memory.PicturesMiB << 20);

    /// <summary>What a family keeps besides, one of each type.</summary>
    /// <param name="make">Makes it when it is first asked for; it is disposed with the run.</param>
    public T Of<T>(Func<T> make)
        where T : class, IDisposable
    {
        ArgumentNullException.ThrowIfNull(make);
        if (_kept.TryGetValue(typeof(T), out var kept)) return (T)kept;
        var made = make();
        _kept[typeof(T)] = made;
        return made;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in _kept.Values) kept.Dispose();
        _kept.Clear();
    }
}
