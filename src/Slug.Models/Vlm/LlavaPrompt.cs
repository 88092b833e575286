namespace Slug.Models.Vlm;

/// <summary>Token ids of a prompt; the picture's id stands once for each of the picture's vectors.</summary>
public sealed record LlavaPrompt
{
    private LlavaPrompt(IReadOnlyList<long> tokens, int? picture) => (Tokens, Picture) = (tokens, picture);

    /// <summary>The ids.</summary>
    public IReadOnlyList<long> Tokens { get; }

    /// <summary>The picture's number among those that come with the prompts, or null for a prompt of text alone.</summary>
    public int? Picture { get; }

    /// <summary>Makes a prompt. The picture's id stands in <paramref name="tokens"/> once, or already as often as a picture has vectors.</summary>
    /// <param name="config">The model's config.</param>
    /// <param name="tokens">The ids.</param>
    /// <param name="picture">The picture's number, or null.</param>
    /// <exception cref="InvalidDataException">Picture and prompt do not fit, an id is not in the vocabulary, or the prompt is empty or too long.</exception>
    public static LlavaPrompt Create(LlavaConfig config, IReadOnlyList<long> tokens, int? picture)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.Count == 0) throw new InvalidDataException("A prompt has no tokens.");
        if (tokens.FirstOrDefault(t => t != config.ImageToken && (t < 0 || t >= config.Text.VocabSize), -1) is var wrong && tokens.Any(t => t != config.ImageToken && (t < 0 || t >= config.Text.VocabSize)))
            throw new InvalidDataException($"A prompt has the token id {wrong}; the model's vocabulary has {config.Text.VocabSize}. The tokenizer is not this model's.");
        var shown = tokens.Count(token => token == config.ImageToken);
        if (picture is null && shown > 0) throw new InvalidDataException("The prompt has a place for a picture, '<image>', but the question comes without one.");
        if (picture is not null && shown == 0) throw new InvalidDataException("The question comes with a picture, but the prompt has no place for it: write '<image>' where it belongs.");
        if (picture is not null && shown != 1 && shown != config.FeatureTokens)
            throw new InvalidDataException($"The prompt has '<image>' {shown} times; one picture takes one place (or {config.FeatureTokens}, one for each of its vectors).");
        var expanded = shown == 1 ? [.. tokens.SelectMany(token => Enumerable.Repeat(token, token == config.ImageToken ? config.FeatureTokens : 1))] : tokens;
        if (expanded.Count > config.Text.MaxPositions)
            throw new InvalidDataException($"The prompt has {expanded.Count} tokens; the model was made for {config.Text.MaxPositions} (max_position_embeddings).");
        return new LlavaPrompt(expanded, picture);
    }
}
