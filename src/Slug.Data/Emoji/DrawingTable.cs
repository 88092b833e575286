using System.Security.Cryptography;
using System.Text;

namespace Slug.Data.Emoji;

/// <summary>One thing of <c>data/emoji/drawings.tsv</c>.</summary>
/// <param name="Name">Unicode's name in lower case, e.g. <c>tiger face</c>.</param>
/// <param name="ShortNames">What people type for it; the name itself where there is nothing else.</param>
/// <param name="Subcategory">The group it belongs to, in words.</param>
/// <param name="Keys">Style to where its package has the drawing; a style that lacks it is not there.</param>
public sealed record DrawnThing(string Name, IReadOnlyList<string> ShortNames, string Subcategory, IReadOnlyDictionary<string, string> Keys);

/// <summary>
/// Which open set of drawings has which thing, and where in its package: a table of tabs with a heading, <c>name</c>, <c>code</c>,
/// <c>subcategory</c>, <c>short names</c> and a column a style. An empty cell is a drawing that the style lacks.
/// </summary>
public sealed class DrawingTable
{
    private static readonly string[] Fixed = ["name", "code", "subcategory", "short names"];
    private readonly Dictionary<string, DrawnThing> _things = [];

    private DrawingTable(string path, string digest, IReadOnlyList<string> styles) => (Path, Digest, Styles) = (path, digest, styles);

    /// <summary>Where the table was read.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the file: what a result that was drawn by it is keyed by.</summary>
    public string Digest { get; }

    /// <summary>The styles that the table knows, in its order.</summary>
    public IReadOnlyList<string> Styles { get; }

    /// <summary>The things by name.</summary>
    public IReadOnlyDictionary<string, DrawnThing> Things => _things;

    /// <summary>Reads a table.</summary>
    /// <exception cref="InvalidDataException">A line does not fit the heading, or a name is there twice; with file and line.</exception>
    public static DrawingTable Load(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var lines = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n").Split('\n');
        var heading = lines.FirstOrDefault("").Split('\t');
        if (heading.Length <= Fixed.Length || !heading[..Fixed.Length].SequenceEqual(Fixed))
            throw new InvalidDataException($"{path}:1: the heading must begin with {string.Join(", ", Fixed)} (separated by tabs) and name at least one style.");
        var table = new DrawingTable(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), heading[Fixed.Length..]);
        foreach (var (index, line) in lines.Index().Skip(1).Where(l => l.Item.Length > 0))
        {
            var cells = line.Split('\t');
            if (cells.Length != heading.Length)
                throw new InvalidDataException($"{path}:{index + 1}: {cells.Length} cells; the heading has {heading.Length}.");
            var keys = table.Styles.Zip(cells.Skip(Fixed.Length)).Where(c => c.Second.Length > 0).ToDictionary(c => c.First, c => c.Second);
            var shortNames = cells[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (!table._things.TryAdd(cells[0], new DrawnThing(cells[0], shortNames is [] ? [cells[0]] : shortNames, cells[2], keys)))
                throw new InvalidDataException($"{path}:{index + 1}: '{cells[0]}' is there twice.");
        }
        return table;
    }
}
