using Slug.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>How answers are generated.</summary>
public sealed record GenerationOptions
{
    /// <summary>The longest answer, in tokens.</summary>
    public int MaxNewTokens { get; init; } = 16;

    /// <summary>Prompts that go through the decoder together.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>The ids that end an answer; null for those of the model's config.</summary>
    public IReadOnlyList<int>? EndTokens { get; init; }
}

/// <summary>Generates answers token by token, always the likeliest one. Prompts of similar length share a batch, shorter ones padded on the left.</summary>
public static class GreedyGeneration
{
    // Blocks times width squared, up to which the weights stay in a processor's caches.
    private const long SmallModel = 1 << 20;

    /// <summary>Answers prompts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="pictures">Vectors of the pictures that the prompts number, from <see cref="LlavaModel.Encode(Tensor)"/>; computed once for all questions of a picture. Null where no prompt has one.</param>
    /// <param name="options">How to generate.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The new tokens of each prompt, without the one that ended it.</returns>
    public static IReadOnlyList<IReadOnlyList<long>> Generate(
        LlavaModel model, IReadOnlyList<LlavaPrompt> prompts, Tensor? pictures, GenerationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxNewTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        var answers = new IReadOnlyList<long>[prompts.Count];
        // Longest first: what does not fit into memory fails at once, not at the end.
        var groups = Enumerable.Range(0, prompts.Count).OrderByDescending(i => prompts[i].Tokens.Count).ThenBy(i => i).Chunk(options.BatchSize).ToList();
        if (groups.Count > 1 && GainsBySecondThread(model))
        {
            // No convolution is among it.
            using var both = new SideBySide(isWarm: true);
            both.Run(() => Answer(groups.Where((_, i) => i % 2 == 0)), () => Answer(groups.Where((_, i) => i % 2 == 1)));
        }
        else
        {
            Answer(groups);
        }

        return answers;

        void Answer(IEnumerable<int[]> part)
        {
            // Of the thread's own.
            using var inference = inference_mode();
            foreach (var group in part)
            {
                var generated = GenerateBatch(model, [.. group.Select(i => prompts[i])], pictures, options, cancellation);
                foreach (var (row, index) in group.Index()) answers[index] = generated[row];
            }
        }
    }

    // Of a large model a token reads all weights from memory, and two batches at once would read them twice.
    private static bool GainsBySecondThread(LlavaModel model) =>
        model.Decoder.Device.type == DeviceType.CPU && model.Config.Text is var text && (long)text.Layers * text.Width * text.Width <= SmallModel;

    private static List<long>[] GenerateBatch(LlavaModel model, List<LlavaPrompt> prompts, Tensor? pictures, GenerationOptions options, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var decoder = model.Decoder;
        var endTokens = options.EndTokens ?? model.Config.EndTokens;
        var batch = new PaddedBatch([.. prompts.Select(prompt => prompt.Tokens.Count)], decoder.Device);
        using var cache = decoder.NewCache(prompts.Count, batch.Longest + options.MaxNewTokens - 1);
        var answers = prompts.Select(_ => new List<long>()).ToArray();
        var ended = new bool[prompts.Count];
        var next = Prefill();
        for (var step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (row, token) in next.Index())
            {
                ended[row] |= endTokens.Contains((int)token);
                if (!ended[row]) answers[row].Add(token);
            }

            if (step + 1 == options.MaxNewTokens || Array.TrueForAll(ended, e => e)) return answers;
            next = Continue(step);
        }

        long[] Prefill()
        {
            using var inner = NewDisposeScope();
            // The longest prompt alone could have looked without a mask, but for what comes later in it.
            var hidden = decoder.Run(model.Embed(prompts, pictures), batch.Positions(), batch.Longest, batch.Mask(), cache);
            return Likeliest(hidden.narrow(1, batch.Longest - 1, 1));
        }

        long[] Continue(int step)
        {
            using var inner = NewDisposeScope();
            var tokens = tensor(next, [prompts.Count, 1], device: decoder.Device);
            return Likeliest(decoder.Run(decoder.Embed(tokens), batch.NextPositions(step), batch.Longest + step + 1, batch.NextMask(cache.Length + 1), cache));
        }

        long[] Likeliest(Tensor hidden) => decoder.Logits(hidden).view(prompts.Count, -1).argmax(-1).cpu().data<long>().ToArray();
    }
}
