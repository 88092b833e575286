using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Start">Where its bytes begin in the file.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Start, long Length);

/// <summary>
/// The header of a safetensors file: eight bytes of length, JSON that places every tensor, then the data. Files come from anywhere, so
/// nothing in it is believed before it is checked against the file's length: sizes, bounds, overlaps and gaps.
/// </summary>
public sealed class SafetensorsHeader
{
    /// <summary>The format's own limit on the JSON, 100 MB.</summary>
    public const long MaxLength = 100_000_000;

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The free-form strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks the header of <paramref name="stream"/>, which stands at the file's first byte.</summary>
    /// <exception cref="CheckpointException">The header is malformed; every problem is listed.</exception>
    public static SafetensorsHeader Read(Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new CheckpointException(path, ["the file is shorter than the 8 bytes that open a safetensors file; was the download cut off?"]);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var available = stream.Length - 8;
        if (length > MaxLength)
            throw new CheckpointException(path, [$"the header claims {length} bytes, more than the format's {MaxLength}; this is not a safetensors file."]);
        if ((long)length > available)
            throw new CheckpointException(path, [$"the header claims {length} bytes but only {available} follow; was the download cut off?"]);
        var json = new byte[length];
        stream.ReadExactly(json);
        return Parse(json, 8 + (long)length, stream.Length, path);
    }

    private static SafetensorsHeader Parse(byte[] json, long dataStart, long fileLength, string path)
    {
        JsonDocument document;
        try
        {
            document = ForeignJson.Document(json);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(path, [$"the header is not JSON ({e.Message}); this is not a safetensors file."]);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new CheckpointException(path, ["the header is not a JSON object."]);
            var problems = new List<string>();
            var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var entries = new List<SafetensorsEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name)) problems.Add($"'{property.Name}' appears twice in the header.");
                else if (property.Name == "__metadata__") ReadMetadata(property.Value, metadata, problems);
                else if (ReadEntry(property, dataStart, fileLength, problems) is { } entry) entries.Add(entry);
            }

            entries.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a.Name, b.Name));
            if (problems.Count == 0) CheckLayout(entries, dataStart, fileLength, problems);
            if (problems.Count > 0) throw new CheckpointException(path, problems);
            return new SafetensorsHeader(entries, metadata);
        }
    }

    private static void ReadMetadata(JsonElement value, SortedDictionary<string, string> metadata, List<string> problems)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add("'__metadata__' is not an object.");
            return;
        }

        foreach (var item in value.EnumerateObject())
        {
            if (item.Value.ValueKind == JsonValueKind.String) metadata[item.Name] = item.Value.GetString()!;
            else problems.Add($"'__metadata__.{item.Name}' is not a string.");
        }
    }

    private static SafetensorsEntry? ReadEntry(JsonProperty property, long dataStart, long fileLength, List<string> problems)
    {
        var name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !property.Value.TryGetProperty("shape", out var shape) || !TryReadSizes(shape, out var sizes)
            || !property.Value.TryGetProperty("data_offsets", out var place) || !TryReadSizes(place, out var offsets) || offsets.Length != 2)
        {
            problems.Add($"'{name}' lacks a well-formed dtype, shape or data_offsets.");
            return null;
        }

        if (!SafetensorsType.TryParse(dtype.GetString()!, out var type, out var size))
        {
            problems.Add($"'{name}' has the element type '{dtype.GetString()}'; known are {SafetensorsType.Names}.");
            return null;
        }

        if (offsets[0] > offsets[1] || offsets[1] > fileLength - dataStart)
        {
            problems.Add($"'{name}' lies at bytes {offsets[0]} to {offsets[1]} of {fileLength - dataStart}; was the download cut off?");
            return null;
        }

        long expected;
        try
        {
            expected = sizes.Aggregate((long)size, (product, extent) => checked(product * extent));
        }
        catch (OverflowException)
        {
            problems.Add($"'{name}' has an impossible shape [{string.Join(", ", sizes)}].");
            return null;
        }

        if (expected != offsets[1] - offsets[0])
        {
            problems.Add($"'{name}' of shape [{string.Join(", ", sizes)}] and type {dtype.GetString()} needs {expected} bytes but has {offsets[1] - offsets[0]}.");
            return null;
        }

        return new SafetensorsEntry(name, type, sizes, dataStart + offsets[0], expected);
    }

    private static bool TryReadSizes(JsonElement array, out long[] sizes)
    {
        sizes = [];
        if (array.ValueKind != JsonValueKind.Array) return false;
        var values = new List<long>();
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var value) || value < 0) return false;
            values.Add(value);
        }

        sizes = [.. values];
        return true;
    }

    private static void CheckLayout(List<SafetensorsEntry> entries, long dataStart, long fileLength, List<string> problems)
    {
        var end = dataStart;
        foreach (var entry in entries)
        {
            if (entry.Start < end) problems.Add($"'{entry.Name}' overlaps the tensor before it.");
            else if (entry.Start > end) problems.Add($"{entry.Start - end} bytes before '{entry.Name}' belong to no tensor.");
            end = Math.Max(end, entry.Start + entry.Length);
        }

        if (problems.Count == 0 && end != fileLength) problems.Add($"{fileLength - end} bytes after the last tensor belong to none.");
    }
}
