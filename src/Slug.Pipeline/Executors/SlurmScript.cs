using System.Globalization;
using System.Text;

namespace Slug.Pipeline.Executors;

/// <summary>The script of a job array: each task is this same host on one point.</summary>
/// <remarks>
/// Nothing of a config reaches the shell unquoted: arguments and variables stand in single quotes, and the cluster's options are checked
/// by <see cref="ClusterOptions.Check"/> and stand in lines that are comments to the shell.
/// </remarks>
public static class SlurmScript
{
    /// <summary>Writes the script.</summary>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="array">The jobs.</param>
    /// <param name="cluster">What each of them asks for.</param>
    /// <param name="command">How a point is started.</param>
    /// <param name="folder">Where logs and exit codes go.</param>
    /// <exception cref="SlurmException">A path cannot be told to Slurm.</exception>
    public static string Render(string sweep, SlurmArray array, ClusterOptions cluster, HostCommand command, SlurmFolder folder)
    {
        var text = new StringBuilder("#!/bin/bash\n");
        text.Append(CultureInfo.InvariantCulture, $"# {array.Jobs.Count} of the points of {sweep}, each up to {array.Jobs[0].Stage}. Written by --target=Sweep --executor=slurm.\n");
        var limit = cluster.AtATime is { } most ? string.Create(CultureInfo.InvariantCulture, $"%{most}") : "";
        string[] options =
        [
            $"--job-name={sweep}.{array.Jobs[0].Stage}",
            $"--array={array.Tasks}{limit}",
            $"--chdir={SlurmQuote(command.WorkingDirectory)}",
            $"--output={SlurmQuote($"{folder.Logs.Replace("%", "%%")}/{array.Name}.%a.log")}",
            .. cluster.Options(),
        ];
        foreach (var option in options)
            text.Append("#SBATCH ").Append(option).Append('\n');
        text.Append("set -u\n");
        foreach (var (name, value) in command.Environment.OrderBy(v => v.Key, StringComparer.Ordinal))
            text.Append("export ").Append(name).Append('=').Append(ShellQuote(value)).Append('\n');
        var point = array.Offset == 0 ? "$SLURM_ARRAY_TASK_ID" : string.Create(CultureInfo.InvariantCulture, $"$((SLURM_ARRAY_TASK_ID + {array.Offset}))");
        text.Append("code=0\n").Append(ShellQuote(command.Program));
        foreach (var argument in command.SharedArgumentsOf(array.Jobs[0]))
            text.Append(" \\\n  ").Append(ShellQuote(argument));
        text.Append(" \\\n  \"--point=").Append(point).Append("\" || code=$?\n");
        text.Append("# Renamed into place, so that whoever follows the sweep sees the whole exit code or none.\n");
        text.Append("file=").Append(ShellQuote($"{folder.Done}/{array.Name}.")).Append("$SLURM_ARRAY_TASK_ID\n");
        text.Append("echo \"$code\" >\"$file.new\" && mv \"$file.new\" \"$file\"\nexit \"$code\"\n");
        return text.ToString();
    }

    private static string ShellQuote(string text) => $"'{text.Replace("'", "'\\''")}'";

    // Slurm knows double quotes, but no escapes within them.
    private static string SlurmQuote(string path) => path.AsSpan().IndexOfAny("\"\\\n\r") >= 0
        ? throw new SlurmException($"the path {path} holds a character that cannot be told to Slurm; move the repository to another folder")
        : $"\"{path}\"";
}
