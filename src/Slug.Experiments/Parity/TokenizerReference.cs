using Slug.Experiments.Clip.Inputs;
using Slug.Models.Parity;
using static TorchSharp.torch;

namespace Slug.Experiments.Parity;

/// <summary>Ids of texts in a <c>tokenizer.json</c>.</summary>
/// <param name="merges">The package with CLIP's merges; null where no folder asks for it.</param>
internal sealed class TokenizerReference(string? merges) : IReferenceKind
{
    /// <summary>The file with the texts and their ids.</summary>
    public const string Texts = "tokenizer.json";

    public string Description => Texts;

    public bool Recognises(ReferenceFolder folder) => folder.Has(Texts);

    public string Label(ReferenceFolder folder) => Texts;

    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device) =>
        TokenizerParity.Run(folder.File(Texts), TokenizerSource.Load(merges ?? throw new InvalidOperationException("CLIP's merges were not fetched.")));
}
