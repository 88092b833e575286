using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>
/// The sets of weights in a checkpoint. Training programs wrap models, and every wrapper puts a prefix before all names (<c>module.</c>,
/// <c>_orig_mod.</c>, Lightning's <c>model.</c>), whatever it is; some keep averaged weights beside the others (<c>ema.</c>).
/// </summary>
public static class WeightSets
{
    // Of PyTorch itself: for several GPUs, and for compilation.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>
    /// The set that holds a model's tensors, under their names without prefix; the file itself where it has none. What is of no set is left out and named.
    /// </summary>
    /// <param name="file">The checkpoint, which stays the caller's.</param>
    /// <param name="layouts">For each layout that the model may come in some names that it always has.</param>
    /// <param name="prefix">The set's prefix where the user names one; null finds it.</param>
    /// <exception cref="CheckpointException">Two sets fit: both are named. Or the named one is not there.</exception>
    public static ICheckpointFile Pick(ICheckpointFile file, IReadOnlyList<IReadOnlyList<string>> layouts, string? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(layouts);
        var names = file.Entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        var fitting = layouts.SelectMany(anchors => Prefixes(names, anchors[0]).Where(p => anchors.All(anchor => names.Contains(p + anchor)))).Distinct().Order(StringComparer.Ordinal).ToList();
        if (prefix is not null)
        {
            var dotted = prefix.Length == 0 || prefix.EndsWith('.') ? prefix : prefix + ".";
            return names.Any(name => name.StartsWith(dotted, StringComparison.Ordinal)) ? Under(file, dotted)
                : throw new CheckpointException(file.Path, [$"has no tensors under '{prefix}'{(fitting.Count > 0 ? $"; the model's are under {Listed(fitting)}" : "")}."]);
        }

        return fitting switch
        {
            [] or [""] => file,
            [var only] => Under(file, only),
            _ => throw new CheckpointException(file.Path, [$"holds {fitting.Count} sets of weights that fit the model, under {Listed(fitting)}. Say which is meant with model.weights: \"{fitting[^1]}\"."]),
        };
    }

    /// <summary>The prefix that PyTorch's wrappers have put before all names, one within the other; empty where there is none.</summary>
    internal static string WrapperOf(IEnumerable<string> names)
    {
        var all = names.ToList();
        var prefix = "";
        while (all.Count > 0 && Wrappers.FirstOrDefault(wrapper => all.TrueForAll(name => name.AsSpan(prefix.Length).StartsWith(wrapper, StringComparison.Ordinal))) is { } found)
            prefix += found;
        return prefix;
    }

    /// <summary>A checkpoint without the prefixes of PyTorch's wrappers; the file itself where it has none. Disposing the view disposes the file.</summary>
    internal static ICheckpointFile WithoutWrappers(ICheckpointFile file) =>
        WrapperOf(file.Entries.Select(e => e.Name)) is { Length: > 0 } prefix ? new Set(file, prefix) : file;

    private static ICheckpointFile Under(ICheckpointFile file, string prefix) => prefix.Length == 0 ? file : new Set(file, prefix);

    private static IEnumerable<string> Prefixes(HashSet<string> names, string anchor) =>
        from name in names
        where name.EndsWith(anchor, StringComparison.Ordinal) && (name.Length == anchor.Length || name[^(anchor.Length + 1)] == '.')
        select name[..^anchor.Length];

    private static string Listed(IEnumerable<string> prefixes) => string.Join(" and ", prefixes.Select(prefix => prefix.Length > 0 ? $"'{prefix}'" : "no prefix"));

    private sealed class Set : ICheckpointFile
    {
        private readonly ICheckpointFile _file;
        private readonly string _prefix;

        public Set(ICheckpointFile file, string prefix)
        {
            (_file, _prefix) = (file, prefix);
            Entries = [.. file.Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal) && e.Name.Length > prefix.Length).Select(e => e with { Name = e.Name[prefix.Length..] })];
            var others = file.Entries.Where(e => !e.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(e => e.Name).ToList();
            LeftOut = others.Count == 0 ? file.LeftOut : [.. file.LeftOut, $"{others.Count} tensors outside of '{prefix}' ({others[0]} first)"];
        }

        public string Path => _file.Path;

        public IReadOnlyList<CheckpointEntry> Entries { get; }

        public IReadOnlyList<string> LeftOut { get; }

        public Tensor Load(string name) => _file.Load(_prefix + name);

        public void CopyTo(string name, Tensor target) => _file.CopyTo(_prefix + name, target);

        public Tensor? TryShare(string name) => _file.TryShare(_prefix + name);

        public void Dispose() => _file.Dispose();
    }
}
