using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Slug.Pipeline.Keys;

/// <summary>How values of one type are written by <see cref="CanonicalJson"/>; found once per type by reflection.</summary>
internal sealed class CanonicalShape
{
    private static readonly ConcurrentDictionary<Type, CanonicalShape> Known = new();

    private CanonicalShape(Type type)
    {
        IsAnonymous = type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.Name.StartsWith("<>", StringComparison.Ordinal);
        IsPlainData = type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true && !typeof(Delegate).IsAssignableFrom(type);
        ItemType = Interface(type, typeof(IEnumerable<>))?.GetGenericArguments()[0] ?? typeof(object);
        IsSet = Interface(type, typeof(IReadOnlySet<>)) is not null || Interface(type, typeof(ISet<>)) is not null;
        if (ItemType is { IsGenericType: true } pair && pair.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            MapAdapter = items => ToMap(items, pair);
        Members = IsPlainData || IsAnonymous
            ? [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsStored).OrderBy(p => p.Name, StringComparer.Ordinal)]
            : [];
        Optional = Members.Where(p => p.IsDefined(typeof(OmittedWhenNullAttribute)) || IsOmittedInJson(p)).ToFrozenSet();
    }

    /// <summary>Whether the type was written as <c>new { … }</c>, whose name means nothing.</summary>
    public bool IsAnonymous { get; }

    /// <summary>Whether it is a type of ours, a record or class, rather than one of the framework's.</summary>
    public bool IsPlainData { get; }

    /// <summary>Whether the order of its items means nothing.</summary>
    public bool IsSet { get; }

    /// <summary>The declared type of a collection's items.</summary>
    public Type ItemType { get; }

    /// <summary>Turns a read-only dictionary, which has no untyped interface, into one.</summary>
    public Func<IEnumerable, IDictionary>? MapAdapter { get; }

    /// <summary>The properties that hold data, sorted by ordinal name. Computed ones say nothing that the others do not.</summary>
    public IReadOnlyList<PropertyInfo> Members { get; }

    /// <summary>Those of them that are left out where they are null.</summary>
    public FrozenSet<PropertyInfo> Optional { get; }

    public static CanonicalShape Of(Type type) => Known.GetOrAdd(type, static t => new CanonicalShape(t));

    private static bool IsStored(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true }
        && property.GetIndexParameters().Length == 0
        && (property.CanWrite || BackingField(property) is not null);

    // Rooms below the engine say it in the framework's words.
    private static bool IsOmittedInJson(PropertyInfo property) =>
        property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.WhenWritingNull };

    private static FieldInfo? BackingField(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? property.DeclaringType!.GetField($"<{property.Name}>i__Field", BindingFlags.Instance | BindingFlags.NonPublic);

    private static Type? Interface(Type type, Type generic) =>
        type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == generic);

    private static Hashtable ToMap(IEnumerable items, Type pair)
    {
        var key = pair.GetProperty("Key")!;
        var value = pair.GetProperty("Value")!;
        var map = new Hashtable();
        foreach (var item in items)
            map.Add(key.GetValue(item)!, value.GetValue(item));
        return map;
    }
}
