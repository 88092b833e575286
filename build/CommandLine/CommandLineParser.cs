using System.Globalization;
using System.Text.RegularExpressions;
using Slug.Basics;
using Slug.Pipeline.Configuration;

namespace Slug.Build.CommandLine;

/// <summary>
/// Reads the command line before Cake does: Cake lets unknown options pass in silence, and names only the first mistake.
/// </summary>
internal sealed partial class CommandLineParser
{
    private static readonly string[] Verbosities = ["quiet", "minimal", "normal", "verbose", "diagnostic"];

    private readonly IReadOnlyList<string> _targets;
    private readonly List<string> _mistakes = [];
    private readonly List<string> _cakeArguments = [];
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private HostOptions _options = new();

    private CommandLineParser(IReadOnlyList<string> targets) => _targets = targets;

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="targets">The names of all tasks.</param>
    public static ParsedCommandLine Parse(IReadOnlyList<string> args, IReadOnlyList<string> targets)
    {
        var parser = new CommandLineParser(targets);
        parser.ReadAll(args);
        parser._mistakes.AddRange(CommandLineRules.Check(parser._options, parser._given));
        return new ParsedCommandLine(parser._options, parser._cakeArguments, parser._mistakes);
    }

    private void ReadAll(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].StartsWith('-') ? args[i].IndexOf('=') : -1;
            var name = equals < 0 ? args[i] : args[i][..equals];
            var value = equals < 0 ? null : args[i][(equals + 1)..];
            var option = OptionTable.Find(name);
            if (option is { Value: not null } && value is null && i + 1 < args.Count && !args[i + 1].StartsWith('-'))
                value = args[++i];
            Read(name, option, value);
        }
    }

    private void Read(string name, HostOption? option, string? value)
    {
        if (option is null)
            _mistakes.Add(Unknown(name));
        else if (option.Value is null && value is not null)
            _mistakes.Add($"{option.Name} takes no value, but was given '{value}'");
        else if (option.Value is null)
            Flag(option.Name);
        else if (option.Name == "--force" && value is null)
            _options = _options with { Replace = true };
        else if (string.IsNullOrEmpty(value))
            _mistakes.Add($"{option.Name} needs a value: {option.Name}={option.Value}");
        else
            Valued(option.Name, value);
    }

    private string Unknown(string argument)
    {
        if (argument.StartsWith('-'))
            return $"unknown option '{argument}'{NearestNames.Hint(argument, OptionTable.All.Select(o => o.Name))}";
        return _targets.Contains(argument, StringComparer.OrdinalIgnoreCase)
            ? $"'{argument}' alone says nothing; did you mean '--target={argument}'?"
            : $"unknown argument '{argument}'; options begin with '--', and a value follows its option";
    }

    private void Flag(string name)
    {
        _given.Add(name);
        _options = name switch
        {
            "--help" => _options with { Help = true },
            "--version" => _options with { Version = true },
            "--apply" => _options with { Apply = true },
            "--json" => _options with { Json = true },
            "--update" => _options with { Update = true },
            "--wait" => _options with { Wait = true },
            "--without-slurm" => _options with { WithoutSlurm = true },
            "--dryrun" => ForCake(name) with { DryRun = true },
            _ => ForCake(name),
        };
    }

    private HostOptions ForCake(string argument)
    {
        _cakeArguments.Add(argument);
        return _options;
    }

    private void Valued(string name, string value)
    {
        _given.Add(name);
        _options = name switch
        {
            "--target" => Target(value),
            "--config" => _options with { Configs = [.. _options.Configs, value] },
            "--set" => Override(value),
            "--device" => Device(value),
            "--threads" => Threads(value),
            "--force" => _options with { Force = [.. _options.Force, value] },
            "--cache" => _options with { Cache = value },
            "--forget" => _options with { Forget = [.. _options.Forget, value] },
            "--checkpoint" => _options with { Checkpoint = value },
            "--data" => _options with { Data = value },
            "--card" => _options with { Card = value },
            "--out" => _options with { Out = value },
            "--stage" => _options with { Stage = value },
            "--baseline" => _options with { Baseline = value },
            "--jobs" => Jobs(value),
            "--executor" => value is "local" or "slurm" ? _options with { Executor = value } : Mistake($"--executor={value}: must be local or slurm"),
            "--point" => _options with { Point = value },
            "--golden" => _options with { Golden = value },
            "--project" => _options with { TestProjects = [.. _options.TestProjects, value] },
            "--filter" => _options with { TestFilter = value },
            "--verbosity" => Verbosity(value),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "An option of the table is not read."),
        };
    }

    private HostOptions Target(string value)
    {
        var known = _targets.FirstOrDefault(t => t.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (known is null)
            return Mistake($"unknown target '{value}'{NearestNames.Hint(value, _targets)}");
        _cakeArguments.Add($"--target={known}");
        return _options with { Targets = [.. _options.Targets, known] };
    }

    private HostOptions Override(string value)
    {
        var problems = new List<ConfigProblem>();
        if (ConfigOverride.TryParse(value, problems) is null)
            _mistakes.AddRange(problems.Select(p => p.ToString()));
        return _options with { Overrides = [.. _options.Overrides, value] };
    }

    private HostOptions Device(string value) => DevicePattern().IsMatch(value)
        ? _options with { Device = value }
        : Mistake($"--device={value}: must be auto, cpu, cuda or cuda:N, such as cuda:0");

    private HostOptions Threads(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0
        ? _options with { Threads = threads }
        : Mistake($"--threads={value}: must be a whole number from 1");

    private HostOptions Jobs(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var jobs) && jobs is > 0 and <= 1024
        ? _options with { Jobs = jobs }
        : Mistake($"--jobs={value}: must be a whole number from 1 to 1024");

    private HostOptions Verbosity(string value)
    {
        var known = Verbosities.FirstOrDefault(v => v.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (known is null)
            return Mistake($"--verbosity={value}: must be {string.Join(", ", Verbosities[..^1])} or {Verbosities[^1]}");
        _cakeArguments.Add($"--verbosity={known}");
        return _options with { Diagnostic = known == "diagnostic" };
    }

    private HostOptions Mistake(string message)
    {
        _mistakes.Add(message);
        return _options;
    }

    [GeneratedRegex(@"\A(auto|cpu|cuda(:\d+)?)\z")]
    private static partial Regex DevicePattern();
}
