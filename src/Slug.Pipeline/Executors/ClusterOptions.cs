using System.Text.RegularExpressions;
using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Executors;

/// <summary>What a point asks of the cluster: the config's section <c>cluster:</c>.</summary>
public sealed partial record ClusterOptions
{
    // What the script says itself; a second word on it would break the sweep.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "array", "chdir", "dependency", "error", "export", "export-file", "job-name", "kill-on-invalid-dep", "output", "parsable", "wait", "wrap",
    };

    /// <summary>The partition, or several: <c>gpu</c>, <c>gpu,gpu-long</c>.</summary>
    public string? Partition { get; init; }

    /// <summary>The account that is charged.</summary>
    public string? Account { get; init; }

    /// <summary>Generic resources: <c>gpu:1</c>, <c>gpu:a100:2</c>.</summary>
    public string? Gres { get; init; }

    /// <summary>The longest time of a point: minutes, <c>4:00:00</c> or <c>1-12:00:00</c>.</summary>
    public string? Time { get; init; }

    /// <summary>Memory: <c>32G</c>; megabytes without a unit.</summary>
    public string? Memory { get; init; }

    /// <summary>CPU cores.</summary>
    public int? Cpus { get; init; }

    /// <summary>Points that run at a time; null for as many as the cluster has room for.</summary>
    public int? AtATime { get; init; }

    /// <summary>Further options of <c>sbatch</c>: <c>--constraint=a100</c>.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Checks that the values are such as Slurm takes, and nothing but values.</summary>
    /// <param name="originOf">Where the value of a path below <c>cluster</c> stands.</param>
    /// <param name="problems">Receives every mistake.</param>
    public void Check(Func<string, ConfigOrigin> originOf, ICollection<ConfigProblem> problems)
    {
        Value("partition", Partition, Names(), "the name of a partition, such as gpu");
        Value("account", Account, Names(), "the name of an account");
        Value("gres", Gres, Resources(), "resources such as gpu:1 or gpu:a100:2");
        Value("time", Time, Duration(), "minutes, or a time such as 4:00:00 or 1-12:00:00");
        Value("memory", Memory, Size(), "a size such as 32G");
        Number("cpus", Cpus);
        Number("atATime", AtATime);
        for (var i = 0; i < Extra.Count; i++)
        {
            var match = Option().Match(Extra[i]);
            if (!match.Success)
                problems.Add(new ConfigProblem(originOf($"extra.{i}"), $"'cluster.extra' must list options of sbatch in their long form, such as --constraint=a100; it has '{Extra[i]}'"));
            else if (Reserved.Contains(match.Groups[1].Value))
                problems.Add(new ConfigProblem(originOf($"extra.{i}"), $"'cluster.extra' sets --{match.Groups[1].Value}, which the sweep sets itself"));
        }

        void Value(string key, string? value, Regex form, string what)
        {
            if (value is not null && !form.IsMatch(value))
                problems.Add(new ConfigProblem(originOf(key), $"'cluster.{key}' must be {what}; it is '{value}'"));
        }

        void Number(string key, int? value)
        {
            if (value < 1)
                problems.Add(new ConfigProblem(originOf(key), $"'cluster.{key}' must be a whole number from 1; it is {value}"));
        }
    }

    /// <summary>The options of <c>sbatch</c>, in a fixed order.</summary>
    public IEnumerable<string> Options()
    {
        if (Partition is not null)
            yield return $"--partition={Partition}";
        if (Account is not null)
            yield return $"--account={Account}";
        if (Gres is not null)
            yield return $"--gres={Gres}";
        if (Time is not null)
            yield return $"--time={Time}";
        if (Memory is not null)
            yield return $"--mem={Memory}";
        if (Cpus is not null)
            yield return $"--cpus-per-task={Cpus}";
        foreach (var option in Extra)
            yield return option;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+(,[A-Za-z0-9_.-]+)*\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"\A[A-Za-z0-9_.:,/=-]+\z")]
    private static partial Regex Resources();

    [GeneratedRegex(@"\A(\d+|\d+:\d\d|\d+:\d\d:\d\d|\d+-\d+(:\d\d(:\d\d)?)?)\z")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\A[1-9]\d*[KMGT]?\z")]
    private static partial Regex Size();

    // Printable characters of one line: no quotes, no comment sign, nothing that begins another option.
    [GeneratedRegex(@"\A--([a-z][a-z0-9-]*)(=[A-Za-z0-9_.:,/=&|@*+\[\]()-]+)?\z")]
    private static partial Regex Option();
}
