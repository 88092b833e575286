using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>
/// A command line, split into what the host understands and what is left for the tasks: <c>--name=value</c>, <c>--name value</c> or
/// <c>--name</c>, whatever the name.
/// </summary>
internal sealed class HostArguments : ICakeArguments
{
    private readonly Dictionary<string, ICollection<string>> _values = new(StringComparer.OrdinalIgnoreCase);

    public HostArguments(IEnumerable<string> args)
    {
        var queue = new Queue<string>(args);
        while (queue.TryDequeue(out var argument))
        {
            if (!argument.StartsWith('-'))
                throw new FrostingException($"The argument '{argument}' follows no option; options begin with '--'.");
            if (argument == "--")
                break;
            Read(argument, queue);
        }
        if (Settings.Targets.Count == 0)
            Settings.Targets.Add("Default");
        _values["target"] = Settings.Targets;
    }

    /// <summary>The host's part.</summary>
    public RunSettings Settings { get; } = new();

    public bool HasArgument(string name) => _values.ContainsKey(name);

    public ICollection<string> GetArguments(string name) => _values.TryGetValue(name, out var values) ? values : [];

    public IDictionary<string, ICollection<string>> GetArguments() => _values;

    private void Read(string argument, Queue<string> rest)
    {
        var equals = argument.IndexOf('=');
        var name = equals < 0 ? argument : argument[..equals];
        var value = equals < 0 ? null : argument[(equals + 1)..];
        var option = RunSettings.Options.FirstOrDefault(o => o.Forms.Contains(name));
        var isFlag = option.Forms is not null && option.Value is null;
        if (value is null && !isFlag && rest.TryPeek(out var next) && !next.StartsWith('-'))
            value = rest.Dequeue();
        if (option.Value is not null && value is null)
            throw new FrostingException($"The option '{name}' needs a value: {name} <{option.Value}>.");
        if (option.Forms is not null)
            Settings.Set(option.Forms[0], value);
        else
            Keep(name.TrimStart('-'), value);
    }

    private void Keep(string name, string? value)
    {
        if (!_values.TryGetValue(name, out var values))
            _values[name] = values = [];
        values.Add(value ?? string.Empty);
    }
}
