using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion;

/// <summary>Prompts as token ids.</summary>
/// <param name="Ids">int64 <c>[prompts, context]</c>, on the CPU.</param>
/// <param name="Cut">How many prompts were longer than the context and lost their end.</param>
public sealed record PromptIds(Tensor Ids, int Cut) : IDisposable
{
    /// <summary>Disposes the ids.</summary>
    public void Dispose() => Ids.Dispose();
}

/// <summary>How prompts become token ids: CLIP's tokenizer, filled up with the id that the diffusion model was trained with.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="PadId">What fills up a prompt: the end of text in Stable Diffusion 1, 0 in Stable Diffusion 2.</param>
/// <param name="Context">Length of all prompts, start and end included.</param>
public sealed record PromptTokenizer(ClipTokenizer Tokenizer, int PadId, int Context = 77)
{
    /// <summary>The ids of prompts; longer ones are cut and counted.</summary>
    public PromptIds Encode(IReadOnlyList<string> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var rows = new long[prompts.Count * Context];
        Array.Fill(rows, PadId);
        var cut = 0;
        foreach (var (row, prompt) in prompts.Index())
        {
            var ids = Tokenizer.Encode(prompt);
            var count = Math.Min(ids.Count, Context - 2);
            if (count < ids.Count) cut++;
            var line = rows.AsSpan(row * Context, Context);
            line[0] = Tokenizer.StartOfText;
            for (var i = 0; i < count; i++) line[i + 1] = ids[i];
            line[count + 1] = Tokenizer.EndOfText;
        }

        return new PromptIds(tensor(rows, [prompts.Count, Context]), cut);
    }
}

/// <summary>
/// The text side of a diffusion model: CLIP's text tower, of which all tokens' outputs are used, without an attention mask. The tower is that of
/// <see cref="ClipTextModel"/> or of a whole <see cref="ClipModel"/>, whose last blocks may be left out.
/// </summary>
/// <param name="Tower">The tower; its model stays its owner's.</param>
/// <param name="Blocks">How many of its blocks are run; null runs all. Stable Diffusion 2 runs 23 of 24.</param>
public sealed record TextEncoder(TextTower Tower, int? Blocks = null)
{
    /// <summary>The token vectors of prompts.</summary>
    /// <param name="ids">int64 <c>[prompts, tokens]</c>, on the tower's device.</param>
    /// <returns><c>[prompts, tokens, width]</c>.</returns>
    public Tensor Encode(Tensor ids) => Tower.Tokens(ids, Blocks);
}
