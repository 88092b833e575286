using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;

namespace Slug.Models.Checkpoints;

/// <summary>
/// Writes safetensors files. The same tensors and metadata give the same bytes: wide elements first, so that every tensor is aligned to
/// its element size, and by name within a size; metadata by name; the header padded with spaces to eight bytes.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>Writes the file under a temporary name and renames it, so a reader never meets half of it.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="tensors">The tensors by name; on any device, copied as they are.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Write(path, tensors.Select(t => new TensorSource(t.Key, t.Value.dtype, t.Value.shape, t.Value.alias)), metadata);
    }

    /// <summary>The same for tensors that are made, or read, one by one as they are written: a model of gigabytes never stands in memory.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    /// <exception cref="InvalidOperationException">A tensor is not of the type and shape that was announced.</exception>
    public static void Write(string path, IEnumerable<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var ordered = tensors
            .Select(t => (Source: t, Type: SafetensorsType.Of(t.Type)))
            .OrderByDescending(t => t.Type.Size)
            .ThenBy(t => t.Source.Name, StringComparer.Ordinal)
            .ToList();
        var header = BuildHeader(ordered, metadata);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = File.Create(temporary))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                file.Write(length);
                file.Write(header);
                foreach (var (source, _) in ordered) WriteData(file, source);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static byte[] BuildHeader(List<(TensorSource Source, (string Name, int Size) Type)> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (source, type) in ordered)
            {
                json.WriteStartObject(source.Name);
                json.WriteString("dtype", type.Name);
                json.WriteStartArray("shape");
                foreach (var extent in source.Shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += source.Shape.Aggregate((long)type.Size, (product, extent) => product * extent));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteData(FileStream file, TensorSource source)
    {
        using var scope = torch.NewDisposeScope();
        var tensor = source.Make();
        if (tensor.dtype != source.Type || !tensor.shape.SequenceEqual(source.Shape))
            throw new InvalidOperationException($"'{source.Name}' was announced as {source.Type} [{string.Join(", ", source.Shape)}] and is {tensor.dtype} [{string.Join(", ", tensor.shape)}].");
        if (tensor.numel() > 0) file.Write(tensor.detach().cpu().contiguous().bytes);
    }
}
