using System.Globalization;

namespace Slug.Pipeline.Executors;

/// <summary>Where a sweep keeps what concerns Slurm: scripts, logs, exit codes and what was submitted.</summary>
/// <param name="Root">The folder, an absolute path on a file system that the nodes share.</param>
public sealed record SlurmFolder(string Root)
{
    /// <summary>What was submitted last.</summary>
    public string Submission => Path.Combine(Root, "submission.json");

    /// <summary>The folder of the tasks' exit codes.</summary>
    public string Done => Path.Combine(Root, "done");

    /// <summary>The folder of the tasks' logs.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>An array's script.</summary>
    public string Script(string array) => Path.Combine(Root, $"{array}.sh");

    /// <summary>The file that a task leaves its exit code in.</summary>
    public string ExitCode(string array, int task) => Path.Combine(Done, string.Create(CultureInfo.InvariantCulture, $"{array}.{task}"));

    /// <summary>A task's log.</summary>
    public string Log(string array, int task) => Path.Combine(Logs, string.Create(CultureInfo.InvariantCulture, $"{array}.{task}.log"));
}
