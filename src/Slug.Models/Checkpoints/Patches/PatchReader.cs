namespace Slug.Models.Checkpoints.Patches;

/// <summary>
/// Reads patches that people publish: full differences (<c>.diff</c>, <c>.diff_b</c>) and LoRA in kohya's names, in those of diffusers (old and new) and in
/// PEFT's. LoRA's scale is alpha over rank, by PEFT's config where there is one, else by the file's own alphas, and 1 where there is none.
/// </summary>
public static class PatchReader
{
    /// <summary>Whether a file is a patch: some of its names are a patch's.</summary>
    public static bool IsOne(ICheckpointFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return PatchNames.AreOf(file);
    }

    /// <summary>Looks at what can be told without the model.</summary>
    /// <param name="file">The patch.</param>
    /// <exception cref="CheckpointException">Lists names that are not understood, and kinds that are not read; or what is said of LoRA's strength is not to be read.</exception>
    public static void RequireKnown(ICheckpointFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (PatchNames.Problems(file).ToList() is { Count: > 0 } problems) throw new CheckpointException(file.Path, problems);
        _ = LoraStrength.Within(file);
    }

    /// <summary>The changes that a patch makes.</summary>
    /// <param name="file">The patch.</param>
    /// <param name="modules">What a module is called in patches, and its tensors: the name, the module's path and the shape of its weight.</param>
    /// <param name="strength">What PEFT's config says of LoRA's strength, beside the file or in its metadata; null takes the word of the file's alphas.</param>
    /// <returns>Changes by the modules' paths; the caller's dispose scope owns them.</returns>
    /// <exception cref="CheckpointException">Lists all modules that are none, parts that are missing or do not fit, what is no number, and kinds that are not read.</exception>
    public static IReadOnlyList<WeightChange> Read(ICheckpointFile file, IReadOnlyDictionary<string, PatchedModule> modules, LoraStrength? strength)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(modules);
        var problems = PatchNames.Problems(file).ToList();
        var tensors = file.Entries.Select(PatchNames.Known).OfType<PatchTensor>().ToList();
        var strangers = tensors.Select(t => t.Module).Distinct(StringComparer.Ordinal).Where(m => !modules.ContainsKey(m)).ToList();
        if (strangers.Count > 0) problems.Add($"changes {strangers.Count} modules that the pipeline has not: {PatchNames.Some(strangers)}. It belongs to another model.");
        if (problems.Count > 0) throw new CheckpointException(file.Path, problems);

        // By the module and not by its name: of two names for one module both would be added.
        var patches = tensors.GroupBy(t => modules[t.Module].Path, StringComparer.Ordinal).Select(group => new ModulePatch(file, modules[group.First().Module], [.. group], strength)).ToList();
        problems.AddRange(FiniteWeights.Problems(file));
        foreach (var patch in patches) problems.AddRange(patch.Problems());
        if (problems.Count > 0) throw new CheckpointException(file.Path, problems);

        var changes = new List<WeightChange>();
        foreach (var patch in patches) changes.AddRange(patch.Changes(problems));
        return problems.Count == 0 ? changes : throw new CheckpointException(file.Path, problems);
    }
}
