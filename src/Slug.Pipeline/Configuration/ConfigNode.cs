namespace Slug.Pipeline.Configuration;

/// <summary>A config value before it has a type: what was written and where.</summary>
/// <param name="Origin">Where it was written.</param>
public abstract record ConfigNode(ConfigOrigin Origin);

/// <summary>A scalar as written.</summary>
/// <param name="Text">The text without quotes.</param>
/// <param name="IsQuoted">Whether it stood in quotes, so that it is text whatever it looks like.</param>
/// <param name="Origin">Where it was written.</param>
public sealed record ConfigScalar(string Text, bool IsQuoted, ConfigOrigin Origin) : ConfigNode(Origin)
{
    /// <summary>Whether the scalar says that there is no value (<c>null</c>, <c>~</c> or nothing).</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null";
}

/// <summary>A sequence.</summary>
/// <param name="Items">The items in order.</param>
/// <param name="Origin">Where it begins.</param>
public sealed record ConfigSequence(IReadOnlyList<ConfigNode> Items, ConfigOrigin Origin) : ConfigNode(Origin);

/// <summary>A mapping; entries keep the order in which they were written.</summary>
/// <param name="Entries">Key, where the key stands, and its value.</param>
/// <param name="Origin">Where it begins.</param>
public sealed record ConfigMapping(IReadOnlyList<ConfigEntry> Entries, ConfigOrigin Origin) : ConfigNode(Origin)
{
    /// <summary>The value of a key, or null.</summary>
    public ConfigNode? this[string key] => Entries.FirstOrDefault(e => e.Key == key)?.Value;

    /// <summary>
    /// This mapping with one key set: replaced where it stood, or added at the end. A key that is there and set to null goes, and
    /// with it what it said: an option is back at its default, a name is off its list.
    /// </summary>
    public ConfigMapping With(ConfigEntry entry)
    {
        var entries = Entries.ToList();
        var at = entries.FindIndex(e => e.Key == entry.Key);
        if (at < 0) entries.Add(entry);
        else if (entry.Value is ConfigScalar { IsNull: true }) entries.RemoveAt(at);
        else entries[at] = entry;
        return this with { Entries = entries };
    }

    /// <summary>This mapping with <paramref name="other"/> laid over it: mappings merge, everything else is replaced.</summary>
    public ConfigMapping Overlay(ConfigMapping other) => other.Entries.Aggregate(this, (merged, entry) =>
        merged[entry.Key] is ConfigMapping below && entry.Value is ConfigMapping above
            ? merged.With(entry with { Value = below.Overlay(above) })
            : merged.With(entry));
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Origin">Where the key stands.</param>
/// <param name="Value">Its value.</param>
public sealed record ConfigEntry(string Key, ConfigOrigin Origin, ConfigNode Value);
