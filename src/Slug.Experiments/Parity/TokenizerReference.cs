using System.Text.Json;
using Slug.Experiments.Clip.Inputs;
using Slug.Models.Parity;
using static TorchSharp.torch;

namespace Slug.Experiments.Parity;

/// <summary>Ids of texts in a <c>tokenizer.json</c>; the file of that name that makes a Hugging Face tokenizer is something else.</summary>
/// <param name="merges">The file with CLIP's merges.</param>
internal sealed class TokenizerReference(string merges) : IReferenceKind
{
    private const string Texts = "tokenizer.json";

    public string Description => $"{Texts} with 'cases' of texts and their ids";

    public bool Recognises(ReferenceFolder folder)
    {
        if (!folder.Has(Texts)) return false;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(folder.File(Texts)));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("cases", out _) && root.TryGetProperty("context_length", out _);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{folder.File(Texts)} is not JSON: {e.Message}", e);
        }
    }

    public string Label(ReferenceFolder folder) => Texts;

    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device) => TokenizerParity.Run(folder.File(Texts), TokenizerSource.Load(merges));
}
