using Slug.Basics;
using Slug.Data.Downloads;

namespace Slug.Data.Emoji;

/// <summary>The chosen emoji with every vendor's drawing, read from the emoji-datasource packages.</summary>
public sealed class EmojiCatalog
{
    private readonly Dictionary<string, EmojiItem> _byName;

    /// <summary>A catalog of items that are at hand already; names and vendors must be the same throughout.</summary>
    public EmojiCatalog(IReadOnlyList<string> vendors, IReadOnlyList<EmojiItem> items)
    {
        Vendors = vendors;
        Items = items;
        _byName = items.ToDictionary(item => item.Name);
    }

    /// <summary>The vendors, sorted.</summary>
    public IReadOnlyList<string> Vendors { get; }

    /// <summary>The items in the order of the names asked for.</summary>
    public IReadOnlyList<EmojiItem> Items { get; }

    /// <summary>The distinct subcategories, sorted.</summary>
    public IReadOnlyList<string> Subcategories =>
        [.. Items.Select(item => item.Subcategory).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The names as classes of a classifier, with their subcategories.</summary>
    public ClassList Classes
    {
        get
        {
            var subcategories = Subcategories.ToList();
            return new ClassList([.. Items.Select(item => item.Name)], subcategories, [.. Items.Select(item => subcategories.IndexOf(item.Subcategory))]);
        }
    }

    /// <summary>The item of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message gives the nearest names.</exception>
    public EmojiItem this[string name] => _byName.TryGetValue(name, out var item)
        ? item
        : throw new KeyNotFoundException($"No emoji is named '{name}'{NearestNames.Aside(name, _byName.Keys)}.");

    /// <summary>Reads the names' entries and drawings out of the packages.</summary>
    /// <param name="vendorToTgz">Vendor (<c>apple</c>, <c>google</c>, …) to the tarball of its package.</param>
    /// <param name="names">Names in lower case, as in <c>data/emoji/names.txt</c>.</param>
    /// <exception cref="InvalidDataException">
    /// Names are unknown or not drawn by all vendors (all are listed, with the nearest names), or a tarball is damaged.
    /// </exception>
    public static EmojiCatalog Load(IReadOnlyDictionary<string, string> vendorToTgz, IReadOnlyList<string> names)
    {
        if (vendorToTgz.Count == 0)
            throw new ArgumentException("At least one vendor is needed.", nameof(vendorToTgz));
        var vendors = vendorToTgz.Keys.Order(StringComparer.Ordinal).ToArray();
        // The packages of one version all carry the same emoji.json.
        var source = vendorToTgz[vendors[0]];
        var index = EmojiIndex.Parse(NpmPackage.ReadEntry(source, "package/emoji.json"), source);
        RequireNames(names, vendors, index);

        var entries = names.Select(name => index[name]).ToArray();
        var files = entries.Select(entry => entry.ImageFile).ToHashSet();
        var images = new IReadOnlyDictionary<string, byte[]>[vendors.Length];
        ParallelWork.For(vendors.Length, i => images[i] = ReadImages(vendorToTgz[vendors[i]], vendors[i], files));

        var items = entries.Select(entry => new EmojiItem(
            entry.Name,
            entry.ShortNames,
            entry.Subcategory,
            vendors.Select((vendor, i) => (vendor, images[i][entry.ImageFile])).ToDictionary())
        {
            Sources = vendors.ToDictionary(vendor => vendor, vendor => $"{vendorToTgz[vendor]}: {FolderOf(vendor)}{entry.ImageFile}"),
        });
        return new EmojiCatalog(vendors, items.ToArray());
    }

    private static void RequireNames(
        IReadOnlyList<string> names, IReadOnlyList<string> vendors, IReadOnlyDictionary<string, EmojiEntry> index)
    {
        var problems = new List<string>();
        foreach (var name in names)
        {
            if (!index.TryGetValue(name, out var entry))
                problems.Add($"'{name}' is unknown{NearestNames.Aside(name, index.Keys)}");
            else if (vendors.Where(vendor => !entry.Vendors.Contains(vendor)).ToArray() is { Length: > 0 } missing)
                problems.Add($"'{name}' has no drawing by {string.Join(", ", missing)}");
        }
        if (problems.Count > 0)
            throw new InvalidDataException($"{problems.Count} emoji names cannot be used: {string.Join("; ", problems)}.");
    }

    private static IReadOnlyDictionary<string, byte[]> ReadImages(string tgz, string vendor, IReadOnlySet<string> files)
    {
        var folder = FolderOf(vendor);
        var images = new Dictionary<string, byte[]>();
        foreach (var entry in NpmPackage.ReadEntries(
            tgz, path => path.StartsWith(folder, StringComparison.Ordinal) && files.Contains(path[folder.Length..])))
        {
            images[entry.Path[folder.Length..]] = entry.Bytes;
            if (images.Count == files.Count)
                return images;
        }
        var missing = files.Except(images.Keys).Order(StringComparer.Ordinal);
        throw new InvalidDataException($"{tgz} lacks {string.Join(", ", missing)} under {folder}.");
    }

    private static string FolderOf(string vendor) => $"package/img/{vendor}/64/";
}
