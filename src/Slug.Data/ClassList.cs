using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Basics;

namespace Slug.Data;

/// <summary>The classes of the zero-shot classifiers: names, and coarser subcategories where a data set has them.</summary>
/// <param name="Names">The names; a name's class is its index.</param>
/// <param name="Subcategories">The distinct subcategories, sorted; empty where there are none.</param>
/// <param name="SubcategoryOfName">For each name the index of its subcategory; empty where there are none.</param>
public sealed record ClassList(
    IReadOnlyList<string> Names, IReadOnlyList<string> Subcategories, IReadOnlyList<int> SubcategoryOfName)
{
    /// <summary>The classes whose images show what is retained (CelebA's frequent names), ascending; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Retained { get; init; }

    /// <summary>The names of those classes.</summary>
    [JsonIgnore]
    public IEnumerable<string> RetainedNames => Retained?.Select(index => Names[index]) ?? Names;

    /// <summary>Classes without subcategories.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="retained">The classes whose images show what is retained; null for all.</param>
    public static ClassList Of(IReadOnlyList<string> names, IReadOnlyList<int>? retained = null) => new(names, [], []) { Retained = retained };

    /// <summary>The class of a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="InvalidDataException">It is none of the classes.</exception>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Names.Count; i++)
            if (Names[i] == name) return i;
        throw new InvalidDataException($"'{name}' is none of the {Names.Count} classes{NearestNames.Aside(name, Names)}.");
    }

    /// <summary>Writes the classes as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ClassListJson.Default.ClassList));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is not such a list.</exception>
    public static ClassList Load(string path)
    {
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), ClassListJson.Default.ClassList) is { } classes && classes.FitsTogether())
                return classes;
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path} is not a class list: {failure.Message}", failure);
        }
        throw new InvalidDataException($"{path} is not a class list: names, subcategories and their indices do not fit together.");
    }

    private bool FitsTogether() =>
        this is { Names: not null, Subcategories: not null, SubcategoryOfName: not null }
        && SubcategoryOfName.Count == (Subcategories.Count > 0 ? Names.Count : 0)
        && SubcategoryOfName.All(index => index >= 0 && index < Subcategories.Count)
        && (Retained is null || Retained.All(index => index >= 0 && index < Names.Count));
}

/// <summary>The serializer for class lists: camel case, compile-time generated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClassList))]
internal sealed partial class ClassListJson : JsonSerializerContext;
