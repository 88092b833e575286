using System.Xml;

namespace Slug.Data.Emoji;

/// <summary>How much an SVG may hold before it is given to the library that draws it.</summary>
internal static class DrawingLimits
{
    // A drawing of an emoji has a few hundred elements, seven levels deep. The library renames every repeated name by trying one number after the other,
    // matches every element with every style sheet, and draws by recursion.
    private const int MostElements = 20_000, MostLevels = 64, MostRepeatedNames = 64, MostStyleSheets = 16;
    private const long MostMatches = 1_000_000;

    /// <summary>What there is too much of in an SVG; null where it may be drawn.</summary>
    /// <param name="svg">The whole document.</param>
    /// <exception cref="XmlException">It is no XML.</exception>
    public static string? Excess(string svg)
    {
        using var reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var root = new DrawnPiece();
        var (named, open) = (new Dictionary<string, DrawnPiece>(StringComparer.Ordinal), new Stack<(int Depth, DrawnPiece Piece)>([(-1, root)]));
        var (repeated, sheets) = (0, 0);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            while (open.Peek().Depth >= reader.Depth)
                open.Pop();
            sheets += reader.LocalName == "style" ? 1 : 0;
            if (reader.GetAttribute("id") is { } name)
            {
                var piece = new DrawnPiece();
                repeated += named.TryAdd(name, piece) ? 0 : 1;
                open.Push((reader.Depth, piece));
            }

            var used = reader.LocalName == "use" ? (reader.GetAttribute("href") ?? reader.GetAttribute("href", "http://www.w3.org/1999/xlink"))?.TrimStart('#') : null;
            foreach (var (_, piece) in open)
                piece.Add(used);
            if (reader.Depth > MostLevels)
                return $"its elements are nested deeper than {MostLevels} levels";
            if (root.Elements > MostElements)
                return $"it has more than {MostElements} elements";
            if (repeated > MostRepeatedNames)
                return $"more than {MostRepeatedNames} of its elements have a name that another has";
            if (sheets > MostStyleSheets)
                return $"it has more than {MostStyleSheets} style sheets";
        }

        if (root.Drawn(named, MostElements) > MostElements)
            return $"what its elements use comes to more than {MostElements} elements";
        return (long)svg.Count(letter => letter == '{') * root.Elements > MostMatches ? $"its style sheets' rules and its elements match each other more than {MostMatches} times" : null;
    }

    // An element with what is within it: how many elements, and which others they draw once more.
    private sealed class DrawnPiece
    {
        private readonly List<string> _used = [];
        private bool _isOpen;
        private long? _drawn;

        public int Elements { get; private set; }

        public void Add(string? used)
        {
            Elements++;
            if (used is not null) _used.Add(used);
        }

        // A piece that uses itself is drawn by nobody.
        public long Drawn(Dictionary<string, DrawnPiece> named, long enough)
        {
            if (_drawn is { } known || _isOpen)
                return _drawn ?? 0;
            _isOpen = true;
            long drawn = Elements;
            foreach (var name in _used.TakeWhile(_ => drawn <= enough))
                drawn += named.TryGetValue(name, out var piece) ? piece.Drawn(named, enough) : 0;
            _isOpen = false;
            _drawn = drawn;
            return drawn;
        }
    }
}
