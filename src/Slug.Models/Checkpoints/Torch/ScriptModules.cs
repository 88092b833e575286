namespace Slug.Models.Checkpoints.Torch;

/// <summary>
/// Names the tensors of a TorchScript archive as a state_dict does: the attributes on the way to them, joined by dots. Parameters, buffers and
/// other tensors look alike there, so all are taken; lists and dictionaries of tensors are in no state_dict and are not. A file may claim any
/// nesting, modules that hold themselves or each other many times over included, so the walk is bounded.
/// </summary>
internal sealed class ScriptModules
{
    private const int MostLevels = 64;
    private const int MostModules = 1 << 16;
    private const int MostTensors = 1 << 18;
    private const int LongestName = 512;

    private readonly List<KeyValuePair<string, PickleTensor>> _tensors = [];
    private readonly HashSet<PickleModule> _path = new(ReferenceEqualityComparer.Instance);
    private int _modules;

    private ScriptModules()
    {
    }

    /// <summary>The tensors by name, in the file's order.</summary>
    /// <exception cref="PickleFormatException">A name is ambiguous, a module holds itself, or there is more than any model has.</exception>
    public static List<KeyValuePair<string, PickleTensor>> Tensors(PickleModule root)
    {
        var walk = new ScriptModules();
        walk.Visit(root, "");
        return walk._tensors;
    }

    private void Visit(PickleModule module, string name)
    {
        if (!_path.Add(module)) throw new PickleFormatException($"the module '{name}' holds itself.");
        if (_path.Count > MostLevels) throw new PickleFormatException($"the module '{name}' lies more than {MostLevels} modules deep.");
        if (++_modules > MostModules) throw new PickleFormatException($"it holds more than {MostModules} modules.");
        if (module.Attributes.Repeated is { } repeated)
            throw new PickleFormatException($"the {Described(name)} has the attribute '{Shown(repeated.ToString()!)}' twice.");
        foreach (var (key, value) in module.Attributes.Items) Attribute(name, key, value);
        _path.Remove(module);
    }

    private void Attribute(string owner, object key, object? value)
    {
        // Names are joined by dots: one with a dot of its own could pass for a tensor further down.
        if (key is not string { Length: > 0 } attribute || attribute.Contains('.', StringComparison.Ordinal))
            throw new PickleFormatException($"the {Described(owner)} has an attribute with the odd name '{Shown(key.ToString()!)}'.");
        if (owner.Length + attribute.Length >= LongestName)
            throw new PickleFormatException($"the {Described(owner)} has the attribute '{Shown(attribute)}', whose whole name is longer than {LongestName} letters.");
        var name = owner.Length > 0 ? $"{owner}.{attribute}" : attribute;
        switch (value)
        {
            case PickleModule module:
                Visit(module, name);
                break;
            case PickleTensor when _tensors.Count == MostTensors:
                throw new PickleFormatException($"it holds more than {MostTensors} tensors.");
            case PickleTensor tensor:
                _tensors.Add(KeyValuePair.Create(name, tensor));
                break;
        }
    }

    private static string Described(string name) => name.Length > 0 ? $"module '{name}'" : "outermost module";

    private static string Shown(string name) => name.Length > 80 ? name[..80] + "…" : name;
}
