using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// The causal text transformer. In open_clip's layout its tensors stand at the root of the model, so this is a view on
/// <see cref="ClipModel"/> or <see cref="ClipTextModel"/>, not a module of its own. Pooled at the end-of-text token (the largest id of a caption, or the one that the config
/// names); since no token sees a later one, captions may be cut to the longest of their batch without changing any feature.
/// </summary>
public sealed class TextTower : ITower
{
    private readonly ITextParts _model;
    private readonly Lock _maskGate = new();

    private Tensor? _mask;

    internal TextTower(ITextParts model) => _model = model;

    /// <inheritdoc/>
    public int BlockCount => _model.TextConfig.Layers;

    /// <summary>The stream before block 0 of token ids, int64 <c>[batch, tokens]</c>; at most as many tokens as the context.</summary>
    public Tensor Embed(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var context = _model.TextConfig.ContextLength;
        if (input.dim() != 2 || input.shape[1] < 1 || input.shape[1] > context)
            throw new ArgumentException($"The text tower takes token ids [batch, 1 to {context}], not [{string.Join(", ", input.shape)}].", nameof(input));
        using var scope = NewDisposeScope();
        return AddPositions(_model.TokenEmbedding.call(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The stream before block 0 of token vectors <c>[batch, tokens, width]</c> that the caller looked up itself.</summary>
    public Tensor AddPositions(Tensor vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        using var scope = NewDisposeScope();
        return vectors.add(_model.PositionalEmbedding.narrow(0, 0, vectors.shape[1])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor RunBlocks(Tensor stream, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var scope = NewDisposeScope();
        return _model.TextTransformer.Run(stream, Mask(stream), from, to).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Project(Tensor stream, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var projection = _model.TextProjection ?? throw new InvalidOperationException("This text tower has no projection to the space of pictures.");
        return Pool(stream, input).matmul(projection).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor FinishAtPooled(Tensor stream, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var projection = _model.TextProjection ?? throw new InvalidOperationException("This text tower has no projection to the space of pictures.");
        var ends = _model.TextTransformer.Blocks[^1].RunAt(stream, Ends(input, _model.TextConfig.EndOfText), Mask(stream));
        return _model.LnFinal.call(ends).matmul(projection).MoveToOuterDisposeScope();
    }

    /// <summary>The output at each caption's end of text, <c>[batch, width]</c>.</summary>
    /// <param name="stream">The stream after the last block, <c>[batch, tokens, width]</c>.</param>
    /// <param name="input">The captions' ids.</param>
    public Tensor Pool(Tensor stream, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        // The layer norm works token by token, so only the pooled tokens need it.
        var last = Ends(input, _model.TextConfig.EndOfText).view(-1, 1, 1).expand(-1, 1, stream.shape[2]);
        return _model.LnFinal.call(stream.gather(1, last).squeeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The outputs at all tokens, after the final layer norm: what a diffusion model attends to.
    /// </summary>
    /// <param name="input">Token ids, int64 <c>[batch, tokens]</c>.</param>
    /// <param name="blocks">How many of the blocks to run; null runs all. Stable Diffusion 2 leaves out the last.</param>
    /// <returns><c>[batch, tokens, width]</c>.</returns>
    public Tensor Tokens(Tensor input, int? blocks = null)
    {
        using var scope = NewDisposeScope();
        return _model.LnFinal.call(RunBlocks(Embed(input), 0, blocks ?? BlockCount)).MoveToOuterDisposeScope();
    }

    /// <summary>Cuts token ids <c>[batch, context]</c> behind the longest caption: same features, less work.</summary>
    /// <param name="tokens">The ids.</param>
    /// <param name="endOfText">The model's <see cref="ClipTextConfig.EndOfText"/>; null for captions of CLIP's tokenizer.</param>
    public static Tensor CutToLongest(Tensor tokens, int? endOfText = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using var scope = NewDisposeScope();
        var longest = Ends(tokens, endOfText).max().item<long>() + 1;
        return tokens.narrow(1, 0, longest).MoveToOuterDisposeScope();
    }

    /// <summary>Where each caption ends, <c>[batch]</c>: the first place of its largest id, or of the given one (its first token where it has none).</summary>
    public static Tensor Ends(Tensor tokens, int? endOfText = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using var scope = NewDisposeScope();
        return (endOfText is { } end ? tokens.eq(end).to_type(ScalarType.Int32) : tokens).argmax(-1).MoveToOuterDisposeScope();
    }

    internal void ForgetMask()
    {
        lock (_maskGate)
        {
            _mask?.Dispose();
            _mask = null;
        }
    }

    /// <summary>Zero where a token may look, minus infinity where the other is later; a corner of the largest one asked for so far.</summary>
    private Tensor Mask(Tensor stream)
    {
        // Halves of a batch ask for it at the same time.
        lock (_maskGate)
        {
            var tokens = stream.shape[1];
            if (_mask is null || _mask.shape[0] < tokens || _mask.device_type != stream.device_type || _mask.dtype != stream.dtype)
            {
                ForgetMask();
                using var scope = NewDisposeScope();
                var context = _model.TextConfig.ContextLength;
                _mask = full(context, context, float.NegativeInfinity, stream.dtype, stream.device).triu(1).DetachFromDisposeScope();
            }

            return _mask.narrow(0, 0, tokens).narrow(1, 0, tokens);
        }
    }
}
