namespace Slug.Unlearning.StepSearch;

/// <summary>Hands out room for activations within a memory limit, and on disk behind it where the options say so.</summary>
public sealed class ActivationStore
{
    private readonly ActivationOptions _options;
    private readonly string? _folder;
    private int _files;

    /// <summary>Makes an empty store.</summary>
    /// <param name="options">The limit and what lies behind it; null for the defaults.</param>
    /// <param name="folder">Where files go; needed only with <see cref="ActivationSpill.Disk"/>.</param>
    /// <exception cref="ArgumentException">Activations shall be spilled to disk and there is no folder.</exception>
    public ActivationStore(ActivationOptions? options = null, string? folder = null)
    {
        _options = options ?? new ActivationOptions();
        _folder = folder;
        Limit = _options.MemoryMiB * (1L << 20);
        if (_options.Spill == ActivationSpill.Disk && folder is null)
            throw new ArgumentException("Activations are to be spilled to disk, but no folder was given for them.", nameof(folder));
    }

    /// <summary>The most bytes in memory.</summary>
    internal long Limit { get; init; }

    /// <summary>Bytes in memory now.</summary>
    public long Held { get; private set; }

    /// <summary>The most bytes that were ever in memory at once.</summary>
    public long Peak { get; private set; }

    /// <summary>Room for one set's stream before one block; null when there is none left.</summary>
    /// <param name="elements">Numbers in the stream.</param>
    internal ActivationShelf? TryReserve(long elements)
    {
        var half = _options.Precision == ActivationPrecision.Fp16;
        var bytes = elements * (half ? 2 : 4);
        if (Held + bytes <= Limit)
        {
            Held += bytes;
            Peak = Math.Max(Peak, Held);
            return new ActivationShelf(half, null, () => Held -= bytes);
        }

        if (_options.Spill != ActivationSpill.Disk) return null;
        var folder = Path.Combine(_folder!, $"activations-{_files++}");
        Directory.CreateDirectory(folder);
        return new ActivationShelf(half, folder, () => Directory.Delete(folder, recursive: true));
    }
}
