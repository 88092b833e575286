using System.Text.RegularExpressions;

namespace Slug.Data.WebDataset;

/// <summary>The shards in a folder, as downloaders and people leave them.</summary>
public static partial class ShardFolder
{
    // What downloaders put beside their shards.
    private static readonly string[] Companions = [".json", ".parquet", ".txt", ".md", ".csv", ".tsv", ".idx", ".index"];

    /// <summary>The shards at a path: the file itself, or those of a folder in the order of their names, whatever the case of the ending and the packing.</summary>
    /// <param name="path">A shard, or a folder of shards.</param>
    /// <param name="log">Told of each file that is passed over, and is none that belongs to shards.</param>
    public static IReadOnlyList<string> At(string path, Action<string> log)
    {
        if (!Directory.Exists(path))
            return [path];
        var shards = new List<string>();
        foreach (var file in Directory.GetFiles(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (ShardName().IsMatch(name))
                shards.Add(file);
            else if (!Companions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) && name[0] != '.')
                log($"{file} is passed over: its name is not that of a tar.");
        }
        foreach (var folder in Directory.GetDirectories(path).Order(StringComparer.Ordinal))
            log($"the folder {folder} is passed over: shards are looked for in {path} alone.");
        return shards;
    }

    [GeneratedRegex(@"\.(tar(\.(gz|bz2|xz|zst|lz|Z))?|tgz|tbz2?|txz|tzst|taz)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ShardName();
}
