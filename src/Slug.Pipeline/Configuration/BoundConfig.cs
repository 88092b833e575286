namespace Slug.Pipeline.Configuration;

/// <summary>A config as typed options, which still knows where each value was written.</summary>
/// <typeparam name="T">The options record.</typeparam>
/// <param name="Value">The options.</param>
/// <param name="Root">The nodes behind them.</param>
public sealed record BoundConfig<T>(T Value, ConfigMapping Root)
{
    /// <summary>Where a value was written; of its nearest parent when the value itself is a default.</summary>
    /// <param name="path">The keys from the root, list items by number: <c>unlearn.concepts.1</c>.</param>
    public ConfigOrigin OriginOf(string path)
    {
        ConfigNode node = Root;
        var origin = Root.Origin;
        foreach (var key in path.Split('.'))
        {
            ConfigNode? below = null;
            if (node is ConfigMapping mapping && mapping.Entries.FirstOrDefault(e => e.Key == key) is { } entry)
            {
                (below, origin) = (entry.Value, entry.Origin);
            }
            else if (node is ConfigSequence sequence && int.TryParse(key, out var index) && index < sequence.Items.Count)
            {
                below = sequence.Items[index];
                origin = below.Origin;
            }

            if (below is null) break;
            node = below;
        }

        return origin;
    }
}
