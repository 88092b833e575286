using TorchSharp.Modules;

namespace Slug.Models.Clip;

/// <summary>What a <see cref="TextTower"/> is made of; asked for at every use, as moving a module to a device replaces its parameters.</summary>
internal interface ITextParts
{
    /// <summary>The sizes.</summary>
    ClipTextConfig TextConfig { get; }

    /// <summary>The token embedding, <c>[vocab, width]</c>.</summary>
    Embedding TokenEmbedding { get; }

    /// <summary>The positions, <c>[context, width]</c>.</summary>
    Parameter PositionalEmbedding { get; }

    /// <summary>The blocks.</summary>
    Transformer TextTransformer { get; }

    /// <summary>The final layer norm.</summary>
    LayerNorm LnFinal { get; }

    /// <summary>The projection to the space of pictures, <c>[width, embed]</c>; null where the model has none.</summary>
    Parameter? TextProjection { get; }
}
