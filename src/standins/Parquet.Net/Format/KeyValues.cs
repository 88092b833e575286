namespace Parquet.Format;

/// <summary>Lists of key-value pairs, which files and columns may carry for whoever wrote them.</summary>
internal static class KeyValues
{
    /// <summary>Reads such a list; later entries of a key win.</summary>
    public static Dictionary<string, string> Read(ThriftStruct owner, short id)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in owner.Items<ThriftStruct>(id))
            pairs[entry.Text(FieldIds.KeyValue.Key) ?? ""] = entry.Text(FieldIds.KeyValue.Value) ?? "";
        return pairs;
    }

    /// <summary>Writes such a list, sorted by key, or nothing where it is empty.</summary>
    public static void Write(ThriftStruct owner, short id, IReadOnlyDictionary<string, string> pairs)
    {
        if (pairs.Count == 0)
            return;
        owner.SetStructs(id, pairs
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new ThriftStruct().SetText(FieldIds.KeyValue.Key, pair.Key).SetText(FieldIds.KeyValue.Value, pair.Value)));
    }
}
