using Slug.Models.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// LLaVA-1.5: the patches of a picture, as a hidden state of CLIP's vision tower shows them, stand projected among the token vectors of a Llama
/// decoder. Members are named as in Hugging Face's files; inside the vision tower the names are this project's CLIP's.
/// </summary>
public sealed class LlavaModel : nn.Module
{
    /// <summary>Makes a model, the decoder's and the projector's weights undefined: load or initialise them.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="type">The type that projector and decoder compute in.</param>
    /// <param name="visionType">The type that the vision tower computes in.</param>
    /// <param name="device">Where the model shall be.</param>
    /// <exception cref="InvalidDataException">The sizes do not fit together; all problems are listed.</exception>
    public LlavaModel(LlavaConfig config, ScalarType type, ScalarType visionType, Device device)
        : base(nameof(LlavaModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        var problems = config.Problems();
        if (problems.Count > 0) throw new InvalidDataException($"the LLaVA config has problems: {string.Join(" ", problems)}");
        Config = config;
        Vision = new VisionTower(config.Vision, embedDim: null, config.QuickGelu, device).to(visionType);
        Projector = new LlavaProjector(config, type, device);
        Decoder = new LlamaDecoder(config.Text, type, device);
        register_module("vision_tower", Vision);
        register_module("multi_modal_projector", Projector);
        register_module("language_model", Decoder);
        // The model's owner disposes it; a scope that happened to be open while it was made must not.
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();
    }

    /// <summary>The sizes.</summary>
    public LlavaConfig Config { get; }

    /// <summary>The vision tower; its last blocks may be unused, see <see cref="LlavaConfig.FeatureBlocks"/>.</summary>
    public VisionTower Vision { get; }

    /// <summary>The projector.</summary>
    public LlavaProjector Projector { get; }

    /// <summary>The decoder.</summary>
    public LlamaDecoder Decoder { get; }

    /// <summary>A picture's vectors for the decoder: normalised pictures <c>[pictures, 3, height, width]</c> to <c>[pictures, tokens, decoder width]</c>.</summary>
    public Tensor Encode(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return Encode(Vision.Embed(pictures), 0).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The same from the vision tower's stream before block <paramref name="from"/>, <c>[pictures, 1 + patches, vision width]</c>: a search that changes
    /// that block alone keeps the stream before it.
    /// </summary>
    public Tensor Encode(Tensor stream, int from)
    {
        using var scope = NewDisposeScope();
        return Projector.call(Select(Vision.RunBlocks(stream, from, Config.FeatureBlocks)).to_type(Decoder.Type)).MoveToOuterDisposeScope();
    }

    /// <summary>The tokens of a stream that the decoder sees: the patches, after the class token where the config says so.</summary>
    public Tensor Select(Tensor stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Config.ClassToken ? stream.alias() : stream.narrow(1, 1, stream.shape[1] - 1);
    }

    /// <summary>The vectors of a batch of prompts, <c>[batch, longest, width]</c>, pictures in their places.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="pictures">Vectors of pictures from <see cref="Encode(Tensor)"/>, which the prompts number; null where no prompt has one.</param>
    public Tensor Embed(IReadOnlyList<LlavaPrompt> prompts, Tensor? pictures)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var scope = NewDisposeScope();
        var longest = prompts.Max(prompt => prompt.Tokens.Count);
        var ids = new long[prompts.Count * longest];
        var isPicture = new bool[ids.Length];
        Array.Fill(ids, Config.PadToken);
        foreach (var (row, prompt) in prompts.Index())
        {
            var place = ((row + 1) * longest) - prompt.Tokens.Count;
            foreach (var token in prompt.Tokens)
            {
                isPicture[place] = prompt.Picture is not null && token == Config.ImageToken;
                // The picture's id need not be in the embedding: its vectors come from elsewhere.
                ids[place++] = token == Config.ImageToken ? 0 : token;
            }
        }

        var vectors = Decoder.Embed(tensor(ids, [prompts.Count, longest], device: Decoder.Device).clamp(0, Config.Text.VocabSize - 1));
        var shown = prompts.Where(prompt => prompt.Picture is not null).Select(prompt => (long)prompt.Picture!.Value).ToArray();
        if (shown.Length == 0) return vectors.MoveToOuterDisposeScope();
        if (pictures is null) throw new ArgumentException("The prompts show pictures, and no pictures came.", nameof(pictures));
        var places = tensor(isPicture, [prompts.Count, longest, 1], device: Decoder.Device);
        return vectors.masked_scatter(places, pictures.index_select(0, tensor(shown, device: pictures.device)).to_type(vectors.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of all positions of a batch of prompts, <c>[batch, longest, vocabulary]</c>; those of padding mean nothing.</summary>
    public Tensor Logits(IReadOnlyList<LlavaPrompt> prompts, Tensor? pictures)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var scope = NewDisposeScope();
        var batch = new PaddedBatch([.. prompts.Select(prompt => prompt.Tokens.Count)], Decoder.Device);
        var hidden = Decoder.Run(Embed(prompts, pictures), batch.Positions(), batch.Longest, batch.Mask());
        return Decoder.Logits(hidden).MoveToOuterDisposeScope();
    }
}
