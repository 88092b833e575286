using Cake.Core.Diagnostics;
using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>What a command line asks of the host.</summary>
internal sealed class RunSettings
{
    /// <summary>The options, as they are written, with what <c>--help</c> says of them. An option with a value carries its name.</summary>
    public static readonly IReadOnlyList<(string[] Forms, string? Value, string Help)> Options =
    [
        (["--target", "-t", "--Target"], "TARGET", "The task to run; may be given several times (default: Default)"),
        (["--working", "-w"], "PATH", "The folder that relative paths start from"),
        (["--verbosity", "-v"], "VERBOSITY", "How much is said: quiet, minimal, normal, verbose or diagnostic (default: normal)"),
        (["--description", "--descriptions", "--showdescription", "--showdescriptions"], null, "Lists the tasks with their descriptions"),
        (["--tree", "--showtree"], null, "Shows which task needs which"),
        (["--dryrun", "--noop", "--whatif"], null, "Lists the tasks that would run, in order"),
        (["--exclusive", "-e"], null, "Runs the target alone, without the tasks that it needs"),
        (["--version", "--ver"], null, "Shows Cake's version"),
        (["--info"], null, "Shows more about Cake"),
        (["--help", "-h", "-?"], null, "Shows this text"),
    ];

    private readonly HashSet<string> _flags = [];

    public List<string> Targets { get; } = [];

    public DirectoryPath? WorkingDirectory { get; private set; }

    public Verbosity Verbosity { get; private set; } = Verbosity.Normal;

    public bool Has(string flag) => _flags.Contains(flag);

    /// <summary>Takes an option of the table down.</summary>
    /// <param name="name">Its first form.</param>
    /// <param name="value">Its value; for a flag null, or whether it is meant.</param>
    public void Set(string name, string? value)
    {
        switch (name)
        {
            case "--target":
                Targets.Add(value!);
                break;
            case "--working":
                WorkingDirectory = new DirectoryPath(value);
                break;
            case "--verbosity":
                Verbosity = ReadVerbosity(value!);
                break;
            default:
                if (value is null || bool.Parse(value))
                    _flags.Add(name);
                break;
        }
    }

    private static Verbosity ReadVerbosity(string value)
    {
        foreach (var verbosity in Enum.GetValues<Verbosity>())
        {
            var name = verbosity.ToString();
            if (value.Equals(name, StringComparison.OrdinalIgnoreCase) || value.Equals(name[..1], StringComparison.OrdinalIgnoreCase))
                return verbosity;
        }
        throw new FrostingException($"The value '{value}' is not a verbosity; it must be quiet, minimal, normal, verbose or diagnostic.");
    }
}
