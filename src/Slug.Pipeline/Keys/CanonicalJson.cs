using System.Collections;
using System.Globalization;
using System.Text;

namespace Slug.Pipeline.Keys;

/// <summary>
/// Writes parameters as JSON of which there is exactly one text per value: members sorted by ordinal name, no spaces, and every
/// value that JSON would blur carries its type (<c>{"$double":"1"}</c> is not <c>1</c>). Keys are hashes of this text, so it must
/// never depend on the order of declaration, the culture, or a library's taste in escaping: the writer is our own.
/// </summary>
public static class CanonicalJson
{
    private const int DeepestNesting = 64;

    /// <summary>The canonical text of a value.</summary>
    /// <param name="value">
    /// Null, string, boolean, number, enum, <see cref="TimeSpan"/>, <see cref="Uri"/>, a list, a set, a dictionary with string keys, or a
    /// record or class of such (its public properties).
    /// </param>
    /// <exception cref="ArgumentException">A value of another type, named with its path; or nesting without end.</exception>
    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, value?.GetType() ?? typeof(object), "", 0);
        return text.ToString();
    }

    internal static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var paired = char.IsSurrogatePair(value, i) || (i > 0 && char.IsSurrogatePair(value, i - 1));
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c < ' ' || (char.IsSurrogate(c) && !paired))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }
        text.Append('"');
    }

    private static void Append(StringBuilder text, object? value, Type declared, string path, int depth)
    {
        if (depth > DeepestNesting)
            throw new ArgumentException($"Parameter '{path}' is nested more than {DeepestNesting} deep; does it contain itself?");
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool b: text.Append(b ? "true" : "false"); break;
            case string s: AppendString(text, s); break;
            case sbyte or byte or short or ushort or int or uint or long or ulong: text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)); break;
            case double d: AppendTagged(text, "double", d.ToString("R", CultureInfo.InvariantCulture)); break;
            case float f: AppendTagged(text, "float", f.ToString("R", CultureInfo.InvariantCulture)); break;
            // Dividing by one with 28 decimals drops trailing zeros: 1.50 and 1.5 are one value.
            case decimal m: AppendTagged(text, "decimal", (m / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)); break;
            case Enum e: AppendTagged(text, "enum", e.ToString()); break;
            case TimeSpan t: AppendTagged(text, "time", t.ToString("c", CultureInfo.InvariantCulture)); break;
            case Uri u: AppendTagged(text, "uri", u.OriginalString); break;
            case IDictionary map: AppendMap(text, map, path, depth); break;
            case IEnumerable items: AppendItems(text, items, path, depth); break;
            default: AppendRecord(text, value, declared, path, depth); break;
        }
    }

    private static void AppendTagged(StringBuilder text, string tag, string value)
    {
        text.Append("{\"$").Append(tag).Append("\":");
        AppendString(text, value);
        text.Append('}');
    }

    private static void AppendMap(StringBuilder text, IDictionary map, string path, int depth)
    {
        var members = new List<(string Name, object? Value)>();
        foreach (DictionaryEntry entry in map)
            members.Add((entry.Key as string ?? throw Unsupported(entry.Key, path), entry.Value));
        members.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        text.Append("{\"$map\":{");
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            AppendString(text, members[i].Name);
            text.Append(':');
            Append(text, members[i].Value, typeof(object), $"{path}.{members[i].Name}", depth + 1);
        }
        text.Append("}}");
    }

    private static void AppendItems(StringBuilder text, IEnumerable items, string path, int depth)
    {
        var shape = CanonicalShape.Of(items.GetType());
        if (shape.MapAdapter is { } adapt)
        {
            AppendMap(text, adapt(items), path, depth);
            return;
        }
        var written = new List<string>();
        foreach (var item in items)
        {
            var one = new StringBuilder();
            Append(one, item, shape.ItemType, $"{path}[{written.Count}]", depth + 1);
            written.Add(one.ToString());
        }
        if (shape.IsSet)
            written.Sort(string.CompareOrdinal);
        text.Append(shape.IsSet ? "{\"$set\":[" : "[").AppendJoin(',', written).Append(shape.IsSet ? "]}" : "]");
    }

    private static void AppendRecord(StringBuilder text, object value, Type declared, string path, int depth)
    {
        var type = value.GetType();
        var shape = CanonicalShape.Of(type);
        if (shape.Members.Count == 0 && !shape.IsPlainData)
            throw Unsupported(value, path);
        text.Append('{');
        var first = true;
        // Two records of one base are told apart by name where the declared type leaves it open.
        if (type != declared && !shape.IsAnonymous)
        {
            text.Append("\"$type\":");
            AppendString(text, type.Name);
            first = false;
        }
        foreach (var member in shape.Members)
        {
            var content = member.GetValue(value);
            if (content is null && shape.Optional.Contains(member))
                continue;
            if (!first)
                text.Append(',');
            first = false;
            AppendString(text, member.Name);
            text.Append(':');
            var slot = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
            Append(text, content, slot, path.Length == 0 ? member.Name : $"{path}.{member.Name}", depth + 1);
        }
        text.Append('}');
    }

    private static ArgumentException Unsupported(object value, string path) =>
        new($"Parameter '{path}' is a {value.GetType()}, which has no canonical form; use records, lists, dictionaries with string keys, strings, numbers, booleans and enums.");
}
