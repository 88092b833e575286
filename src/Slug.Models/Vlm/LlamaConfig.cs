namespace Slug.Models.Vlm;

/// <summary>The sizes of a Llama decoder (Touvron et al., arXiv 2302.13971), in the terms of Hugging Face's <c>LlamaConfig</c> and with its defaults.</summary>
public sealed record LlamaConfig
{
    /// <summary>Number of token ids.</summary>
    public int VocabSize { get; init; } = 32000;

    /// <summary>Width of the residual stream.</summary>
    public int Width { get; init; } = 4096;

    /// <summary>Width of the MLP's hidden layer.</summary>
    public int MlpWidth { get; init; } = 11008;

    /// <summary>Number of blocks.</summary>
    public int Layers { get; init; } = 32;

    /// <summary>Heads of queries.</summary>
    public int Heads { get; init; } = 32;

    /// <summary>Heads of keys and values; each serves <c>Heads / KeyValueHeads</c> heads of queries.</summary>
    public int KeyValueHeads { get; init; } = 32;

    /// <summary>Width of a head.</summary>
    public int HeadWidth { get; init; } = 128;

    /// <summary>Added to the mean square in RMSNorm.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The base of the rotary positions' wavelengths.</summary>
    public double RotaryBase { get; init; } = 10000;

    /// <summary>Positions are divided by it (linear scaling); 1 leaves them.</summary>
    public double RotaryScale { get; init; } = 1;

    /// <summary>The longest sequence that the model was made for, in tokens.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary>Whether the attention's projections have biases.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether the MLP's projections have biases.</summary>
    public bool MlpBias { get; init; }

    /// <summary>Whether logits are made with the token embedding in place of a matrix of their own.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>What is wrong with the sizes, one line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        foreach (var (value, name) in new[]
        {
            (VocabSize, "vocab_size"), (Width, "hidden_size"), (MlpWidth, "intermediate_size"), (Layers, "num_hidden_layers"), (Heads, "num_attention_heads"),
            (KeyValueHeads, "num_key_value_heads"), (HeadWidth, "head_dim"), (MaxPositions, "max_position_embeddings"),
        })
        {
            if (value <= 0) problems.Add($"text_config.{name} is {value}; it must be positive.");
        }

        if (problems.Count > 0) return problems;
        if (Heads % KeyValueHeads != 0) problems.Add($"text_config.num_key_value_heads ({KeyValueHeads}) must divide num_attention_heads ({Heads}).");
        if (HeadWidth % 2 != 0) problems.Add($"text_config.head_dim is {HeadWidth}; rotary positions need an even number.");
        if (!(NormEpsilon > 0)) problems.Add($"text_config.rms_norm_eps is {NormEpsilon}; it must be positive.");
        if (!(RotaryBase > 0)) problems.Add($"text_config.rope_theta is {RotaryBase}; it must be positive.");
        if (!(RotaryScale > 0)) problems.Add($"text_config.rope_scaling.factor is {RotaryScale}; it must be positive.");
        return problems;
    }
}
