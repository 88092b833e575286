using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Loading;

/// <summary>The reference of all keys that a config may hold, made of the option records: their defaults, their ranges, and what their comments say.</summary>
public static partial class KeyReference
{
    private const string Missing = "required";

    /// <summary>The reference as Markdown.</summary>
    /// <exception cref="FileNotFoundException">An assembly's documentation does not lie beside it.</exception>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("# All keys of a config\n\nMade from the option records; `docs/configs.md` says how configs are written. A key that is left out has its default.\n");
        var docs = new Dictionary<Assembly, IReadOnlyDictionary<string, string>>();
        foreach (var family in FamilyList.All)
        {
            text.Append($"\n# `family: {family.Name}`{(family == FamilyList.Default ? " (the default)" : "")}\n");
            Section(text, docs, family.Options, "");
        }

        text.Append("\n# How to run\n\nIn no key of the cache: changing these makes nothing stale.\n");
        Section(text, docs, typeof(RunSettings), "");
        return text.ToString();
    }

    private static void Section(StringBuilder text, Dictionary<Assembly, IReadOnlyDictionary<string, string>> docs, Type type, string path)
    {
        var below = new List<(Type Type, string Path)>();
        var rows = new List<string>();
        var defaults = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null).OrderBy(p => ConfigBinder.KeyOf(p), StringComparer.Ordinal))
        {
            var key = ConfigBinder.KeyOf(property);
            var (record, suffix) = RecordWithin(property.PropertyType);
            if (record is not null) below.Add((record, $"{(path.Length == 0 ? "" : path + ".")}{key}{suffix}"));
            rows.Add($"| `{key}` | {Default(property, defaults, record is not null)} | {Values(property)} | {Cell(Summary(docs, property))} |\n");
        }

        if (path.Length > 0) text.Append($"\n## `{path}`\n\n{Summary(docs, type)}\n");
        if (rows.Count > 0) text.Append("\n| key | default | values | what |\n|---|---|---|---|\n").AppendJoin("", rows);
        foreach (var (record, place) in below) Section(text, docs, record, place);
    }

    /// <summary>The option record that a property holds, alone, in a list or under names.</summary>
    private static (Type? Record, string Suffix) RecordWithin(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) return IsRecord(type.GetGenericArguments()[1]) ? (type.GetGenericArguments()[1], ".NAME") : (null, "");
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return IsRecord(type.GetGenericArguments()[0]) ? (type.GetGenericArguments()[0], ".N") : (null, "");
        return IsRecord(type) ? (type, "") : (null, "");
    }

    private static bool IsRecord(Type type) => type.IsClass && type.Namespace?.StartsWith("Slug", StringComparison.Ordinal) == true;

    private static string Default(PropertyInfo property, object defaults, bool isRecord)
    {
        if (property.GetCustomAttributesData().Any(a => a.AttributeType.Name == "RequiredMemberAttribute")) return Missing;
        return property.GetValue(defaults) switch
        {
            null => "none",
            IDictionary or IEnumerable and not string when !((IEnumerable)property.GetValue(defaults)!).Cast<object>().Any() => "empty",
            string text => $"`{text}`",
            bool truth => truth ? "`true`" : "`false`",
            Enum name => $"`{Camel(name.ToString())}`",
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            IEnumerable items when !isRecord => $"`[{string.Join(", ", items.Cast<object>().Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}")))}]`",
            _ => "see below",
        };
    }

    private static string Values(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        List<string> said = [];
        if (type.IsEnum) said.Add(string.Join(", ", Enum.GetNames(type).Select(n => $"`{Camel(n)}`")));
        foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
        {
            said.Add(attribute switch
            {
                RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
                MinLengthAttribute least when type == typeof(string) => "not empty",
                MinLengthAttribute least => $"at least {least.Length}",
                MaxLengthAttribute most => $"at most {most.Length}",
                RegularExpressionAttribute expression => $"`{expression.Pattern.Replace("|", "\\|", StringComparison.Ordinal)}`",
                _ => attribute.GetType().Name,
            });
        }

        if (said.Count > 0) return string.Join("; ", said);
        return type == typeof(bool) ? "true or false" : type == typeof(string) ? "text" : type == typeof(double) ? "a number" : type.IsPrimitive ? "a whole number"
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? "names to values" : type.IsGenericType ? "a list" : "a section";
    }

    private static string Summary(Dictionary<Assembly, IReadOnlyDictionary<string, string>> docs, MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType!;
        if (!docs.TryGetValue(type.Assembly, out var known)) docs[type.Assembly] = known = Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        var id = member is Type ? $"T:{type.FullName}" : $"P:{type.FullName}.{member.Name}";
        return known.GetValueOrDefault(id) ?? throw new InvalidOperationException($"{id} has no documentation.");
    }

    private static Dictionary<string, string> Load(string file) => XDocument.Load(file).Descendants("member")
        .Where(m => m.Element("summary") is not null)
        .ToDictionary(m => m.Attribute("name")!.Value, m => Blanks().Replace(string.Concat(m.Element("summary")!.Nodes().Select(Words)), " ").Trim());

    private static string Words(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value is { } reference ? $"`{Camel(reference[(reference.LastIndexOf('.') + 1)..])}`" : see.Value,
        XElement element => string.Concat(element.Nodes().Select(Words)),
        _ => "",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
