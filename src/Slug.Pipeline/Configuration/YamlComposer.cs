using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slug.Pipeline.Configuration;

/// <summary>
/// Puts config nodes together from the events of one YAML document. Foreign text must cost no more than a moment: nesting and the number of values, those that
/// aliases repeat included, are bounded, and the first that is too much ends it.
/// </summary>
internal sealed class YamlComposer
{
    /// <summary>The deepest nesting; configs have five levels.</summary>
    public const int Deepest = 64;

    /// <summary>The most values; the largest config has some thousands.</summary>
    public const int MostValues = 100_000;

    private const string MergeKey = "<<";

    private readonly IParser _parser;
    private readonly string _source;
    private readonly Dictionary<string, Part> _anchors = new(StringComparer.Ordinal);
    private int _values;

    // A node with the levels below it and the values in it, each alias counted as what it repeats.
    private readonly record struct Part(ConfigNode Node, int Height, int Values);

    private YamlComposer(IParser parser, string source) => (_parser, _source) = (parser, source);

    /// <summary>Reads one document.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">How messages name the text's source.</param>
    /// <returns>The root, or null when the text holds nothing.</returns>
    /// <exception cref="ConfigurationException">There is more than one document, or too much of it, or a node that a config has no use for.</exception>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public static ConfigNode? Compose(string yaml, string source)
    {
        var composer = new YamlComposer(new Parser(new StringReader(yaml)), source);
        try
        {
            return composer.ReadDocument();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner means to say that the text is wrong, and has no better word in some places.
            var (start, end) = composer._parser.Current is { } last ? (last.Start, last.End) : (Mark.Empty, Mark.Empty);
            throw new YamlException(start, end, "cannot be read from here on", e);
        }
    }

    private ConfigNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var root = Read(0).Node;
        _parser.Consume<DocumentEnd>();
        return _parser.TryConsume<DocumentStart>(out var second) ? throw Problem(second, "a config is one YAML document, not several") : root;
    }

    private Part Read(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Repeat(alias, depth);
        var start = _parser.Consume<NodeEvent>();
        if (depth > Deepest)
            throw Problem(start, $"nested more than {Deepest} levels deep");
        Count(start, 1);
        var before = _values - 1;
        var (node, height) = start switch
        {
            Scalar scalar => (new ConfigScalar(scalar.Value, scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted, Origin(start)), 0),
            SequenceStart => ReadSequence(start, depth),
            _ => ReadMapping(start, depth),
        };
        var part = new Part(node, height, _values - before);
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = part;
        return part;
    }

    // The part is shared, not copied; whoever walks over it later walks over it each time, hence the count.
    private Part Repeat(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var part))
            throw Problem(alias, $"'*{alias.Value.Value}' repeats '&{alias.Value.Value}', which does not stand complete above it");
        if (depth + part.Height > Deepest)
            throw Problem(alias, $"nested more than {Deepest} levels deep");
        Count(alias, part.Values);
        return part;
    }

    private (ConfigNode Node, int Height) ReadSequence(NodeEvent start, int depth)
    {
        var items = new List<ConfigNode>();
        var height = 0;
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = Read(depth + 1);
            items.Add(item.Node);
            height = Math.Max(height, item.Height + 1);
        }
        return (new ConfigSequence(items, Origin(start)), height);
    }

    private (ConfigNode Node, int Height) ReadMapping(NodeEvent start, int depth)
    {
        var entries = new List<ConfigEntry>();
        var own = new Dictionary<string, ConfigOrigin>(StringComparer.Ordinal);
        var merged = new List<ConfigMapping>();
        var height = 0;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw Problem(_parser.Current!, "a key must be plain text");
            Count(key, 1);
            var value = Read(depth + 1);
            height = Math.Max(height, value.Height + 1);
            if (!own.TryAdd(key.Value, Origin(key)))
                throw Problem(key, $"the key '{key.Value}' stands twice in this mapping, first in line {own[key.Value].Line}");
            if (key.Value == MergeKey && key.Style == ScalarStyle.Plain)
                merged.AddRange(Merged(key, value.Node));
            else
                entries.Add(new ConfigEntry(key.Value, Origin(key), value.Node));
        }
        // Keys of the mapping's own win over merged ones, and those of an earlier merged mapping over a later's.
        foreach (var entry in merged.SelectMany(m => m.Entries))
        {
            if (own.TryAdd(entry.Key, entry.Origin))
                entries.Add(entry);
        }
        return (new ConfigMapping(entries, Origin(start)), height);
    }

    private IEnumerable<ConfigMapping> Merged(Scalar key, ConfigNode value) => value switch
    {
        ConfigMapping mapping => [mapping],
        ConfigSequence sequence when sequence.Items.All(i => i is ConfigMapping) => sequence.Items.Cast<ConfigMapping>(),
        _ => throw Problem(key, "'<<' merges a mapping, or a list of mappings: <<: *name"),
    };

    private void Count(ParsingEvent at, int values)
    {
        _values += values;
        if (_values > MostValues)
            throw Problem(at, $"more than {MostValues} values, those that aliases repeat included");
    }

    private ConfigOrigin Origin(ParsingEvent at) => new(_source, (int)at.Start.Line);

    private ConfigurationException Problem(ParsingEvent at, string message) => new(Origin(at), message);
}
