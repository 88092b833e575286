using System.Globalization;

namespace Slug.Pipeline.Configuration;

/// <summary>The scalar types of a config, how they are written and how messages call them.</summary>
internal static class ConfigScalars
{
    public static bool IsScalar(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(ulong) || type == typeof(double);

    public static bool TryParse(Type type, ConfigScalar scalar, out object? value)
    {
        var text = scalar.Text;
        value = null;
        if (type == typeof(string)) value = text;
        else if (scalar.IsQuoted && !type.IsEnum) return false;
        else if (type.IsEnum) value = Enum.GetValues(type).Cast<object>().FirstOrDefault(v => CamelCase(v.ToString()!) == text);
        else if (type == typeof(bool)) value = text switch { "true" => true, "false" => false, _ => null };
        else if (type == typeof(int)) value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? i : null;
        else if (type == typeof(ulong)) value = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var u) ? u : null;
        else if (type == typeof(long)) value = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? l : null;
        else value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d) ? d : null;
        return value is not null;
    }

    /// <summary>Whether a text stands for no number or an infinite one, in YAML's words, .NET's, or as a number too large.</summary>
    public static bool IsNotFinite(string text) =>
        text.TrimStart('+', '-').ToLowerInvariant() is ".nan" or ".inf" or "nan" or "inf" or "infinity" or "\u221e"
        || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsFinite(number));

    public static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    public static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(type).Select(CamelCase));
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long) || type == typeof(ulong)) return "a whole number";
        if (type == typeof(double)) return "a number";
        return type.IsGenericType ? "a list" : "a mapping of keys to values";
    }

    public static string Describe(ConfigNode node) => node switch
    {
        ConfigScalar { IsNull: true } => "empty",
        ConfigScalar { IsQuoted: true } scalar => $"the text \"{scalar.Text}\"",
        ConfigScalar scalar when IsNotFinite(scalar.Text) => $"'{scalar.Text}', with which nothing can be computed",
        ConfigScalar scalar => $"'{scalar.Text}'",
        ConfigSequence => "a list",
        _ => "a mapping",
    };

    public static string Show(object? value) => value switch
    {
        System.Collections.ICollection items => $"{items.Count} items",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"'{value}'",
    };
}
