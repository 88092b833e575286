using System.Text.Json;

namespace Slug.Data.Emoji;

/// <summary>The classes of the zero-shot classifiers: names, and the coarser subcategories.</summary>
/// <param name="Names">The names in the catalog's order; a name's class is its index.</param>
/// <param name="Subcategories">The distinct subcategories, sorted.</param>
/// <param name="SubcategoryOfName">For each name the index of its subcategory.</param>
public sealed record EmojiClasses(
    IReadOnlyList<string> Names, IReadOnlyList<string> Subcategories, IReadOnlyList<int> SubcategoryOfName)
{
    /// <summary>The classes of a catalog.</summary>
    public static EmojiClasses Of(EmojiCatalog catalog)
    {
        var subcategories = catalog.Subcategories.ToList();
        return new EmojiClasses(
            [.. catalog.Items.Select(item => item.Name)],
            subcategories,
            [.. catalog.Items.Select(item => subcategories.IndexOf(item.Subcategory))]);
    }

    /// <summary>Writes the classes as JSON.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, EmojiJson.Default.EmojiClasses));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is not such a list.</exception>
    public static EmojiClasses Load(string path)
    {
        try
        {
            var classes = JsonSerializer.Deserialize(File.ReadAllBytes(path), EmojiJson.Default.EmojiClasses);
            if (classes is { Names: not null, Subcategories: not null, SubcategoryOfName: not null }
                && classes.Names.Count == classes.SubcategoryOfName.Count
                && classes.SubcategoryOfName.All(index => index >= 0 && index < classes.Subcategories.Count))
                return classes;
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path} is not a class list: {failure.Message}", failure);
        }
        throw new InvalidDataException($"{path} is not a class list: names, subcategories and their indices do not fit together.");
    }
}
