namespace Slug.Evaluation.Incremental;

/// <summary>Hands out room for activations within a memory limit, and on disk behind it where the options say so.</summary>
public sealed class ActivationStore
{
    private readonly ActivationOptions _options;
    private string? _folder;
    private int _files;

    /// <summary>Makes an empty store.</summary>
    /// <param name="options">The limit and what lies behind it; null for the defaults.</param>
    /// <param name="folder">Where files go; needed only with <see cref="ActivationSpill.Disk"/>.</param>
    /// <exception cref="ArgumentException">Activations shall be spilled to disk and there is no folder.</exception>
    public ActivationStore(ActivationOptions? options = null, string? folder = null)
    {
        _options = options ?? new ActivationOptions();
        Limit = _options.MemoryMiB * (1L << 20);
        SpillTo(folder);
    }

    /// <summary>Says where files go from now on: a search has a folder of its own, and a store may outlive it.</summary>
    /// <exception cref="ArgumentException">Activations shall be spilled to disk and there is no folder.</exception>
    public void SpillTo(string? folder)
    {
        if (_options.Spill == ActivationSpill.Disk && folder is null)
            throw new ArgumentException("Activations are to be spilled to disk, but no folder was given for them.", nameof(folder));
        (_folder, _files) = (folder, 0);
    }

    /// <summary>What is kept, and how.</summary>
    public ActivationOptions Options => _options;

    /// <summary>The most bytes in memory.</summary>
    internal long Limit { get; init; }

    /// <summary>Bytes in memory now.</summary>
    public long Held { get; private set; }

    /// <summary>The most bytes that were ever in memory at once.</summary>
    public long Peak { get; private set; }

    /// <summary>Room in memory for one set's stream before one block; null when there is none left.</summary>
    /// <param name="elements">Numbers in the stream.</param>
    internal ActivationShelf? TryReserveMemory(long elements)
    {
        var bytes = BytesOf(elements);
        if (Held + bytes > Limit) return null;
        Held += bytes;
        Peak = Math.Max(Peak, Held);
        return new ActivationShelf(Half, null, () => Held -= bytes);
    }

    /// <summary>Room on disk for one set's stream before one block; null where the options allow none.</summary>
    internal ActivationShelf? TryReserveDisk()
    {
        if (_options.Spill != ActivationSpill.Disk) return null;
        var folder = Path.Combine(_folder!, $"activations-{_files++}");
        Directory.CreateDirectory(folder);
        return new ActivationShelf(Half, folder, () => Directory.Delete(folder, recursive: true));
    }

    /// <summary>The bytes that so many numbers take.</summary>
    internal long BytesOf(long elements) => elements * (Half ? 2 : 4);

    private bool Half => _options.Precision == ActivationPrecision.Fp16;
}
