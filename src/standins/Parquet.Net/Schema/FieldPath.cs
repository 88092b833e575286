namespace Parquet.Schema;

/// <summary>Where a column lies in a schema: the names from the outermost field inwards. A name may hold any character.</summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    private readonly List<string> _parts;

    /// <summary>The path of a column that is not nested.</summary>
    /// <param name="firstPart">Its name.</param>
    public FieldPath(string firstPart)
    {
        ArgumentNullException.ThrowIfNull(firstPart);
        _parts = [firstPart];
    }

    /// <summary>The path made of several names; empty ones are dropped.</summary>
    /// <param name="parts">The names, outermost first.</param>
    public FieldPath(IEnumerable<string> parts) => _parts = parts.Where(part => !string.IsNullOrEmpty(part)).ToList();

    /// <summary>The path made of several names; empty ones are dropped.</summary>
    /// <param name="parts">The names, outermost first.</param>
    public FieldPath(params string[] parts) : this((IEnumerable<string>)parts)
    {
    }

    /// <summary>The outermost name, or null where the path is empty.</summary>
    public string? FirstPart => _parts.Count == 0 ? null : _parts[0];

    /// <summary>How many names the path has.</summary>
    public int Length => _parts.Count;

    /// <summary>The name at a depth.</summary>
    /// <param name="i">The depth, from 0.</param>
    public string this[int i] => _parts[i];

    /// <summary>The names, outermost first.</summary>
    public List<string> ToList() => [.. _parts];

    /// <inheritdoc/>
    public bool Equals(FieldPath? other) => other is not null && _parts.SequenceEqual(other._parts, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var part in _parts)
            hash.Add(part, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The names joined by slashes.</summary>
    public override string ToString() => string.Join('/', _parts);
}
