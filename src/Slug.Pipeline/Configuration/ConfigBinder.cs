using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Slug.Basics;

namespace Slug.Pipeline.Configuration;

/// <summary>
/// Turns config nodes into option records, strictly: unknown keys, wrong types, values out of range and missing required keys are
/// all reported together. A record's properties are the keys (in camelCase, or as <see cref="ConfigKeyAttribute"/> says), its initialisers the defaults, and
/// <see cref="ValidationAttribute"/>s such as <see cref="RangeAttribute"/> the ranges.
/// </summary>
public sealed class ConfigBinder
{
    private readonly List<ConfigProblem> _problems = [];
    private readonly NullabilityInfoContext _nullability = new();
    private bool _incomplete;

    private ConfigBinder()
    {
    }

    /// <summary>Binds a config.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="root">The config's root.</param>
    /// <exception cref="ConfigurationException">Every problem found.</exception>
    public static BoundConfig<T> Bind<T>(ConfigMapping root)
        where T : notnull
    {
        var problems = new List<ConfigProblem>();
        var bound = Bind<T>(root, problems);
        return problems.Count == 0 ? bound! : throw new ConfigurationException(problems);
    }

    /// <summary>Binds as much of a config as can be, so that a caller finds its own problems in it too and reports all together.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <param name="root">The config's root.</param>
    /// <param name="problems">Receives every problem; what is wrong is left at its default.</param>
    /// <returns>The options, or null where something that has no default is wrong or missing.</returns>
    public static BoundConfig<T>? Bind<T>(ConfigMapping root, ICollection<ConfigProblem> problems)
        where T : notnull => Bind<T>(typeof(T), root, problems);

    /// <summary>The same for options whose type is known only when the program runs.</summary>
    /// <typeparam name="T">What all such options have in common.</typeparam>
    /// <param name="type">The options record, a <typeparamref name="T"/>.</param>
    /// <param name="root">The config's root.</param>
    /// <param name="problems">Receives every problem; what is wrong is left at its default.</param>
    /// <returns>The options, or null where something that has no default is wrong or missing.</returns>
    public static BoundConfig<T>? Bind<T>(Type type, ConfigMapping root, ICollection<ConfigProblem> problems)
        where T : notnull
    {
        var binder = new ConfigBinder();
        var value = binder.BindRecord(type, root, "");
        foreach (var problem in binder._problems) problems.Add(problem);
        return binder._incomplete ? null : new BoundConfig<T>((T)value, root);
    }

    /// <summary>The config key of a property.</summary>
    public static string KeyOf(PropertyInfo property) =>
        property.GetCustomAttribute<ConfigKeyAttribute>()?.Key ?? ConfigScalars.CamelCase(property.Name);

    private object BindRecord(Type type, ConfigMapping mapping, string path)
    {
        var result = Activator.CreateInstance(type)!;
        var properties = type.GetProperties().Where(p => p.SetMethod is not null).ToDictionary(KeyOf);
        foreach (var entry in mapping.Entries)
        {
            if (!properties.TryGetValue(entry.Key, out var property))
            {
                var place = path.Length == 0 ? "" : $" in '{path}'";
                Problem(entry.Origin, $"unknown key '{entry.Key}'{place}{NearestNames.Hint(entry.Key, properties.Keys)}");
                continue;
            }

            var below = Join(path, entry.Key);
            var before = _problems.Count;
            var value = BindProperty(property, entry.Value, below);
            // A record within is bound as far as it can be; of anything else that is wrong nothing is kept.
            if (_problems.Count > before && (value is null || entry.Value is not ConfigMapping)) _incomplete |= IsRequired(property);
            else if (Validate(property, value, below, entry.Value.Origin)) property.SetValue(result, value);
            else _incomplete |= IsRequired(property);
        }

        foreach (var (key, property) in properties)
        {
            if (mapping[key] is not null || !IsRequired(property)) continue;
            Problem(mapping.Origin, $"'{Join(path, key)}' is missing");
            _incomplete = true;
        }

        return result;
    }

    private object? BindProperty(PropertyInfo property, ConfigNode node, string path)
    {
        if (node is not ConfigScalar { IsNull: true }) return BindValue(property.PropertyType, node, path);
        var nullable = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && _nullability.Create(property).WriteState == NullabilityState.Nullable);
        if (!nullable) Problem(node.Origin, $"'{path}' has no value; it must be {ConfigScalars.Describe(property.PropertyType)}");
        return null;
    }

    private object? BindValue(Type type, ConfigNode node, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ConfigScalars.IsScalar(type))
        {
            if (node is ConfigScalar scalar && ConfigScalars.TryParse(type, scalar, out var value)) return value;
            Problem(node.Origin, $"'{path}' must be {ConfigScalars.Describe(type)}, not {ConfigScalars.Describe(node)}");
            return null;
        }

        if (ElementType(type, typeof(IReadOnlyDictionary<,>)) is { } entryType) return BindDictionary(entryType, node, path);
        if (ElementType(type, typeof(IReadOnlyList<>)) is { } itemType) return BindList(itemType, node, path);
        if (node is ConfigMapping mapping) return BindRecord(type, mapping, path);
        Problem(node.Origin, $"'{path}' must be a mapping of keys to values, not {ConfigScalars.Describe(node)}");
        return null;
    }

    /// <summary>A list; a lone scalar is taken for a list of one, as users expect of <c>concepts: rocket</c>.</summary>
    private object? BindList(Type itemType, ConfigNode node, string path)
    {
        var items = node switch
        {
            ConfigSequence sequence => sequence.Items,
            ConfigScalar scalar when ConfigScalars.IsScalar(itemType) => [scalar],
            _ => null,
        };
        if (items is null)
        {
            Problem(node.Origin, $"'{path}' must be a list, not {ConfigScalars.Describe(node)}");
            return null;
        }

        var values = Array.CreateInstance(itemType, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (BindValue(itemType, items[i], Join(path, i.ToString())) is { } value) values.SetValue(value, i);
        }

        return values;
    }

    private object? BindDictionary(Type valueType, ConfigNode node, string path)
    {
        if (node is not ConfigMapping mapping)
        {
            Problem(node.Origin, $"'{path}' must be a mapping of names to values, not {ConfigScalars.Describe(node)}");
            return null;
        }

        var result = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        foreach (var entry in mapping.Entries)
        {
            if (BindValue(valueType, entry.Value, Join(path, entry.Key)) is { } value) result[entry.Key] = value;
        }

        return result;
    }

    private bool Validate(PropertyInfo property, object? value, string path, ConfigOrigin origin)
    {
        var broken = property.GetCustomAttributes<ValidationAttribute>().Where(a => value is not null && !IsValid(a, value)).ToList();
        foreach (var attribute in broken) Problem(origin, Describe(attribute, value, path));
        return broken.Count == 0;
    }

    // A range of whole numbers converts what it is asked about, and some numbers are beyond them.
    private static bool IsValid(ValidationAttribute attribute, object value)
    {
        try
        {
            return attribute.IsValid(value);
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    // Of lists .NET's own words speak of 'a string or array type with a minimum length'.
    private static string Describe(ValidationAttribute attribute, object? value, string path) => (attribute, value) switch
    {
        (MinLengthAttribute least, System.Collections.ICollection items) => $"'{path}' has {items.Count} items; it needs at least {least.Length}",
        (MaxLengthAttribute most, System.Collections.ICollection items) => $"'{path}' has {items.Count} items; it may have at most {most.Length}",
        _ => $"{attribute.FormatErrorMessage($"'{path}'").TrimEnd('.')}; it is {ConfigScalars.Show(value)}",
    };

    private static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));

    private void Problem(ConfigOrigin origin, string message) => _problems.Add(new ConfigProblem(origin, message));

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static Type? ElementType(Type type, Type openInterface) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == openInterface ? type.GetGenericArguments()[^1] : null;
}
