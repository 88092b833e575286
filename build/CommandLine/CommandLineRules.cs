namespace Slug.Build.CommandLine;

/// <summary>Which options go together: what only shows once the whole command line is read.</summary>
internal static class CommandLineRules
{
    private static readonly (string Target, string[] Options)[] Owners =
    [
        ("Explain", ["--stage"]),
        ("Status", ["--json"]),
        ("New", ["--forget", "--checkpoint", "--data", "--card", "--out"]),
        ("Clean", ["--apply"]),
        ("Regress", ["--baseline", "--update"]),
        ("Sweep", ["--jobs", "--executor", "--wait"]),
        ("Test", ["--without-slurm"]),
    ];

    /// <summary>Checks a command line of which each option alone is right.</summary>
    /// <param name="options">What it asks for.</param>
    /// <param name="given">The names of the options that stand on it.</param>
    /// <returns>Every mistake.</returns>
    public static IEnumerable<string> Check(HostOptions options, IReadOnlySet<string> given)
    {
        if (options.Targets.Contains("Parity") && options.Golden is null)
            yield return "--target=Parity needs the reference numbers: --golden=DIR";
        if (!options.Targets.Contains("Test") && (options.TestFilter is not null || options.TestProjects.Count > 0))
            yield return "--filter and --project choose tests; add --target=Test";
        if (options.Targets.Contains("Explain") && !given.Contains("--stage"))
            yield return "--target=Explain needs to know what to explain: --stage=STAGE";
        // Without roots everything in the cache would be garbage; the default config alone would be the wrong guess.
        if (options.Targets.Contains("Clean") && options.Configs.Count == 0)
            yield return "--target=Clean keeps what the configs given to it need, and needs at least one: --config=FILE";
        if (!options.Targets.Contains("Clean") && options.Configs.Count > 1)
            yield return $"--config is given {options.Configs.Count} times; only --target=Clean takes several";
        foreach (var (target, names) in Owners.Where(o => !options.Targets.Contains(o.Target)))
        {
            foreach (var name in names.Where(given.Contains))
                yield return $"{name} is for --target={target}; add that, or leave it out";
        }
        if (options.Replace && !options.Targets.Contains("New"))
            yield return "--force needs a value: --force=STAGE";
        if (options.Wait && options.Executor != "slurm")
            yield return "--wait follows the jobs of a cluster; add --executor=slurm (a local sweep is waited for anyway)";
        if (given.Contains("--jobs") && options.Executor == "slurm")
            yield return "--jobs is for this machine alone; with --executor=slurm the cluster decides";
        if (options.Point is not null && options.Targets.Contains("Sweep"))
            yield return "--point runs one point of a sweep and --target=Sweep all of them; leave one of the two out";
    }
}
