using System.Text.RegularExpressions;
using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>What a user's pairs lie in.</summary>
public enum PairPlaceKind
{
    /// <summary>A webdataset tar.</summary>
    Tar,

    /// <summary>A folder of webdataset tars.</summary>
    TarFolder,

    /// <summary>A table of pictures and captions.</summary>
    Table,

    /// <summary>A folder of pictures, with captions beside them or a folder a class.</summary>
    Pictures,
}

/// <summary>Where some of a user's pairs are.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The tar, table or folder.</param>
/// <param name="Folder">For a table the folder that its paths are relative to.</param>
public sealed partial record PairPlace(PairPlaceKind Kind, string Path, string Folder)
{
    // Each is looked at by itself; of more the folder is, with whatever else is in it.
    private const int MostSources = 20_000;

    /// <summary>How many files it has is seen at a glance: no archive has to be read through.</summary>
    public bool IsQuick => Kind is PairPlaceKind.Table or PairPlaceKind.Pictures;

    /// <summary>Looks what is at a path.</summary>
    /// <param name="path">An existing file or folder.</param>
    /// <param name="pictures">The folder that a table's paths are relative to; null for its own.</param>
    /// <exception cref="InvalidDataException">It is nothing that pairs can be read from, or a folder with several tables.</exception>
    public static PairPlace At(string path, string? pictures = null)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
        {
            if (PairTable.IsTable(full)) return new PairPlace(PairPlaceKind.Table, full, pictures ?? System.IO.Path.GetDirectoryName(full)!);
            if (TarName().IsMatch(full) || System.IO.Path.GetExtension(full).Length == 0) return new PairPlace(PairPlaceKind.Tar, full, full);
            throw new InvalidDataException($"{path} is neither a folder of pictures, nor a webdataset tar, nor a table (csv, tsv, jsonl, parquet).");
        }

        string[] files = [.. Directory.EnumerateFiles(full).Where(f => System.IO.Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal)];
        var tables = files.Where(PairTable.IsTable).ToList();
        var tars = files.Where(f => TarName().IsMatch(f)).ToList();
        // What img2dataset leaves: tars, and beside each a table of what is in it.
        if (tars.Count > 0) return new PairPlace(PairPlaceKind.TarFolder, full, full);
        var named = tables.Where(t => System.IO.Path.GetFileNameWithoutExtension(t).Equals("metadata", StringComparison.OrdinalIgnoreCase)).ToList();
        return (named.Count == 1 ? named : tables) switch
        {
            [] => new PairPlace(PairPlaceKind.Pictures, full, full),
            [var table] => new PairPlace(PairPlaceKind.Table, table, pictures ?? full),
            var several => throw new InvalidDataException($"{path} holds {several.Count} tables ({string.Join(", ", several.Select(System.IO.Path.GetFileName))}); name the one that is meant."),
        };
    }

    /// <summary>
    /// The files and folders whose bytes the pairs are made of: of a table itself, and the folders and files beside it that its rows lead to, for in the folder
    /// there may be other things, such as results.
    /// </summary>
    /// <param name="reading">How pairs are written.</param>
    /// <returns>Paths by names that tell them apart.</returns>
    public IReadOnlyDictionary<string, string> Sources(PairReading reading)
    {
        if (Kind != PairPlaceKind.Table) return new Dictionary<string, string> { [""] = Path };
        var sources = new Dictionary<string, string>(StringComparer.Ordinal) { ["table"] = Path };
        try
        {
            foreach (var first in PairTable.Read(Path, reading).Select(row => PairFiles.Relative(row.Picture, Folder).Split('/')[0]).Distinct(StringComparer.Ordinal))
            {
                var source = System.IO.Path.Combine(Folder, first);
                if (first != ".." && System.IO.Path.Exists(source)) sources[$"pictures/{first}"] = source;
            }
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException)
        {
            // Whoever reads the pairs says why.
        }

        return sources.Count <= MostSources ? sources : new Dictionary<string, string> { ["table"] = Path, ["pictures"] = Folder };
    }

    /// <summary>The pairs, in an order that the names alone decide.</summary>
    /// <param name="reading">How they are written.</param>
    /// <param name="notes">Collects what is wrong, and what the user should know.</param>
    public IEnumerable<OwnPair> Read(PairReading reading, PairNotes notes) => Kind switch
    {
        PairPlaceKind.Tar => PairTars.Read([Path], reading, notes),
        PairPlaceKind.TarFolder => PairTars.Read(ShardFolder.At(Path, notes.Warn), reading, notes),
        PairPlaceKind.Table => PairFiles.OfTable(Path, Folder, reading, notes),
        _ => PairFiles.OfFolder(Path, reading, notes),
    };

    [GeneratedRegex(@"\.(tar(\.(gz|bz2|xz|zst|lz|Z))?|tgz|tbz2?|txz|tzst|taz)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TarName();
}
