using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Slug.Models.Tokenizers;

namespace Slug.Models.Checkpoints;

/// <summary>Finds the tokenizer that came with a checkpoint.</summary>
public static class CheckpointTokenizer
{
    // As the hub and open_clip's repositories name them.
    private static readonly string[] Names = ["tokenizer.json", "merges.txt", "bpe_simple_vocab_16e6.txt.gz"];

    /// <summary>The tokenizer's file in the folder of a checkpoint, or null where there is none.</summary>
    public static string? Find(string checkpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoint);
        var folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint))!;
        return Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Reads the merges of such a file, packed with gzip or not. The content decides what it is: in a store it has no name.</summary>
    /// <exception cref="InvalidDataException">It does not hold CLIP's merges.</exception>
    public static BpeMerges Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = Encoding.UTF8.GetString(Unpacked(File.ReadAllBytes(path)));
        try
        {
            if (text.AsSpan().TrimStart() is not ['{' or '[', ..]) return BpeMerges.FromMergesText(text);
            using var json = ForeignJson.Document(text);
            return FromTokenizerJson(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static byte[] Unpacked(byte[] content)
    {
        if (content is not [0x1f, 0x8b, ..]) return content;
        using var text = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress)) gzip.CopyTo(text);
        return text.ToArray();
    }

    private static BpeMerges FromTokenizerJson(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("merges", out var merges) || merges.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("it has no list 'model.merges': it is no tokenizer.json of a byte-pair encoding.");
        var text = new StringBuilder("#version: 0.2\n");
        foreach (var (number, merge) in merges.EnumerateArray().Index())
        {
            // A pair is one text with a blank in older files, two texts in newer ones.
            var line = merge.ValueKind switch
            {
                JsonValueKind.String => merge.GetString(),
                JsonValueKind.Array when merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String) =>
                    string.Join(' ', merge.EnumerateArray().Select(part => part.GetString())),
                _ => throw new InvalidDataException($"merge {number} is {merge.GetRawText()}, not two symbols."),
            };
            text.Append(line).Append('\n');
        }

        return BpeMerges.FromMergesText(text.ToString());
    }
}
