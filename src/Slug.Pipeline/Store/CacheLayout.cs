using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Store;

/// <summary>Where things are in the cache folder.</summary>
/// <param name="Root">The cache folder.</param>
public sealed record CacheLayout(string Root)
{
    /// <summary>Objects by the digest of their bytes; read-only files.</summary>
    public string Objects => Path.Combine(Root, "cas");

    /// <summary>Action records by key.</summary>
    public string Records => Path.Combine(Root, "ac");

    /// <summary>Folders for steps to read, hard links to objects, by the digest of their listing.</summary>
    public string Checkouts => Path.Combine(Root, "trees");

    /// <summary>Temporary files of running processes.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>Locks of running actions.</summary>
    public string Locks => Path.Combine(Root, "locks");

    /// <summary>Damaged objects and records, moved aside for whoever wants to know what happened to them.</summary>
    public string Damaged => Path.Combine(Root, "damaged");

    /// <summary>Per experiment: the last key of every step, and the files published.</summary>
    public string Experiments => Path.Combine(Root, "experiments");

    /// <summary>The stat memo; the number is its entries' format.</summary>
    public string Memo => Path.Combine(Root, "stat-memo-2");

    /// <summary>An object's file.</summary>
    public string Object(Digest digest) => Sharded(Objects, digest);

    /// <summary>An action record's file.</summary>
    public string Record(Digest key) => Sharded(Records, key);

    /// <summary>
    /// Held shared while keys are leased or outputs stored, exclusively while garbage goes: what is between being made and being
    /// recorded is not garbage.
    /// </summary>
    public string Gate => Path.Combine(Root, "gate");

    /// <summary>An action's lock file.</summary>
    public string Lock(Digest key) => Path.Combine(Locks, key.ToString());

    /// <summary>A checked-out folder.</summary>
    public string Checkout(Digest tree) => Path.Combine(Checkouts, tree.ToString());

    /// <summary>An experiment's ledger of last keys.</summary>
    public string Ledger(string experiment) => Path.Combine(Experiments, FileName(experiment) + ".ledger");

    /// <summary>An experiment's list of published files.</summary>
    public string Published(string experiment) => Path.Combine(Experiments, FileName(experiment) + ".published");

    private static string Sharded(string folder, Digest digest)
    {
        var hex = digest.ToString();
        return Path.Combine(folder, hex[..2], hex[2..]);
    }

    // An experiment's name may be a path in results/ (sweeps/points/003).
    private static string FileName(string experiment) => experiment.Replace('/', '~').Replace('\\', '~');
}
