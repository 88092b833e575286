namespace Slug.Build.CommandLine;

/// <summary>One option: how it is written and what it does.</summary>
/// <param name="Name">With its dashes: <c>--config</c>.</param>
/// <param name="Value">What stands for its value in the help text, or null when it takes none.</param>
/// <param name="Help">What it does.</param>
/// <param name="Short">A short form, such as <c>-t</c>.</param>
internal sealed record HostOption(string Name, string? Value, string Help, string? Short = null)
{
    /// <summary>The name as it stands in the help text.</summary>
    public string Form => (Short is null ? "" : $"{Short}, ") + Name + (Value is null ? "" : $"={Value}");
}

/// <summary>The options that the host knows, in the order in which the help text lists them.</summary>
internal static class OptionTable
{
    /// <summary>All options.</summary>
    public static IReadOnlyList<HostOption> All { get; } =
    [
        new("--target", "TASK", "the task to run, with the tasks that it needs; may be repeated (default: Plot)", "-t"),
        new("--config", "FILE", $"the experiment; for --target=Clean may be repeated (default: {HostOptions.DefaultConfig})"),
        new("--set", "PATH=VALUE", "a value laid over the config, such as unlearn.concepts=[rocket]; may be repeated"),
        new("--device", "DEVICE", "auto, cpu, cuda or cuda:N (default: auto)"),
        new("--threads", "N", "threads for the computation (default: one a core)"),
        new("--force", "STAGE", "runs a stage even when it is fresh; may be repeated. For --target=New, without STAGE: replaces the file"),
        new("--cache", "DIR", "where results are kept for later runs (default: data/cache)"),
        new("--stage", "STAGE", "for --target=Explain: the stage, or one step of it such as Unlearn/rocket"),
        new("--json", null, "for --target=Status: the plan and the missing files as JSON, and nothing else"),
        new("--forget", "CONCEPT", "for --target=New: what to forget; may be repeated"),
        new("--checkpoint", "PATH", "for --target=New: the published checkpoint, a file, a Hugging Face folder or an address"),
        new("--data", "PATH", "for --target=New: the pictures, a folder, a table or webdataset tars"),
        new("--card", "CARD", "for --target=New: the model card, such as ViT-B-32; not needed where one lies beside the checkpoint"),
        new("--out", "FILE", "for --target=New: the config to write (default: forget-CONCEPT.yaml)"),
        new("--apply", null, "for --target=Clean: removes what it found"),
        new("--baseline", "FILE", "for --target=Regress: the metrics to compare with (default: configs/ci/baseline.json)"),
        new("--update", null, "for --target=Regress: takes today's metrics as the new baseline"),
        new("--jobs", "N", "for --target=Sweep: points that run at a time (default: 1)"),
        new("--executor", "WHERE", "for --target=Sweep: local or slurm (default: local)"),
        new("--wait", null, "with --executor=slurm: follows the jobs to their end"),
        new("--point", "POINT", "one point of the config's sweep, by number or name, as an experiment of its own"),
        new("--golden", "DIR", "the reference numbers that --target=Parity compares with"),
        new("--project", "NAME", "for --target=Test: only this test project; may be repeated"),
        new("--filter", "EXPRESSION", "for --target=Test: only these tests, as in 'dotnet test --filter'"),
        new("--without-slurm", null, "for --target=Test: leaves out the tests that need Slurm"),
        new("--tree", null, "shows which task needs which"),
        new("--description", null, "lists the tasks"),
        new("--dryrun", null, "shows what would run, and why; runs nothing"),
        new("--exclusive", null, "runs the target without the tasks that it needs", "-e"),
        new("--verbosity", "LEVEL", "quiet, minimal, normal, verbose or diagnostic (default: normal)", "-v"),
        new("--version", null, "shows this program's version"),
        new("--help", null, "shows this text", "-h"),
    ];

    /// <summary>The option that an argument names, or null.</summary>
    public static HostOption? Find(string name) => All.FirstOrDefault(o => o.Name == name || o.Short == name);
}
