using System.ComponentModel.DataAnnotations;
using Slug.Basics;
using Slug.Models.Pretraining;
using Slug.Models.Tokenizers.Llama;
using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Models.Vlm.Training;

/// <summary>How projector and decoder of a small LLaVA are trained from scratch.</summary>
public sealed record VisualTrainingOptions
{
    /// <summary>Steps.</summary>
    [Range(1, int.MaxValue)]
    public int Steps { get; init; } = 3000;

    /// <summary>Pictures a step, each with all of its questions.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; init; } = 32;

    /// <summary>The learning rate at the end of the warm-up.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>The share of the steps over which the learning rate rises.</summary>
    [Range(0.0, 1.0)]
    public double WarmupFraction { get; init; } = 0.05;

    /// <summary>The norm that the whole gradient is clipped to.</summary>
    [Range(1e-9, 1e9)]
    public double GradientClip { get; init; } = 1;

    /// <summary>The optimiser.</summary>
    public AdamWOptions Optimizer { get; init; } = new();

    /// <summary>The augmentation of every picture.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Decides the order of the pictures, their questions and the augmentation.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Trains the projector and the decoder of a small LLaVA on questions about pictures in memory; the vision tower is frozen, as LLaVA's is.</summary>
public static class VisualTraining
{
    /// <summary>
    /// Trains. The same model, pictures, questions and options give the same weights on the same machine. Cancelled, the model is left half trained.
    /// </summary>
    /// <param name="model">The model, on the device to train on, see <see cref="LlavaInitialization"/>.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="template">The prompt.</param>
    /// <param name="images">Bytes, uint8 <c>[pictures, 3, height, width]</c>; the caller's.</param>
    /// <param name="questions">The questions of a picture by its number; called anew each time that the picture comes up.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Called every <see cref="ContrastivePretraining.ReportEvery"/> steps and after the last.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="ArgumentException">There are no pictures, or not as bytes.</exception>
    public static PretrainResult Train(
        LlavaModel model, LlamaTokenizer tokenizer, PromptTemplate template, Tensor images, Func<int, SeededRandom, IReadOnlyList<QuestionAnswer>> questions,
        VisualTrainingOptions options, Action<PretrainProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(options);
        if (images.dtype != ScalarType.Byte || images.dim() != 4 || images.shape[0] == 0)
            throw new ArgumentException($"Pictures are {images.dtype} [{string.Join(", ", images.shape)}], not bytes [pictures, 3, height, width].", nameof(images));
        var random = new SeededRandom(options.Seed);
        var augmentation = new Augmentation(options.Augmentation, random);
        var order = new Rounds((int)images.shape[0], random);
        var schedule = new CosineSchedule(options.LearningRate, (int)Math.Round(options.WarmupFraction * options.Steps), options.Steps);
        var trained = model.Projector.named_parameters().Concat(model.Decoder.named_parameters()).ToList();
        using var optimizer = new FlatAdamW(trained, options.Optimizer);
        using var halves = new HalvedBatch(optimizer);
        var losses = new List<float>(options.Steps);
        for (var step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var learningRate = schedule.At(step);
            var batch = order.Next(options.BatchSize);
            var pixels = augmentation.Apply(images.index_select(0, tensor(batch.Select(p => (long)p).ToArray(), device: images.device)).to(model.Decoder.Device));
            var asked = batch.Select(picture => questions(picture, random)).ToList();
            losses.Add(Backward(model, halves, pixels, Pack));
            optimizer.ClipGradients(options.GradientClip);
            optimizer.Step(learningRate);
            Report(progress, step, options.Steps, losses, learningRate);

            PackedQuestions Pack(int first, int count) => PackedQuestions.Of(model.Config, tokenizer, template, asked.GetRange(first, count), model.Decoder.Device);
        }

        return new PretrainResult(losses);
    }

    /// <summary>Leaves the gradient of a batch in the optimiser: each half's loss is its share of the mean over all of the batch's tokens.</summary>
    /// <returns>The loss.</returns>
    private static float Backward(LlavaModel model, HalvedBatch halves, Tensor pixels, Func<int, int, PackedQuestions> pack)
    {
        var count = (int)pixels.shape[0];
        var first = (count + 1) / 2;
        var (one, two) = (pack(0, first), count > first ? pack(first, count - first) : null);
        var tokens = one.Targets.shape[0] + (two?.Targets.shape[0] ?? 0);
        return (float)halves.Backward(() => Share(one, pixels.narrow(0, 0, first)), two is null ? null : () => Share(two, pixels.narrow(0, first, count - first)));

        Tensor Share(PackedQuestions packed, Tensor shown) => Loss(model, packed, Patches(model, shown)).mul((double)packed.Targets.shape[0] / tokens);
    }

    /// <summary>The mean cross-entropy of the answers' tokens.</summary>
    internal static Tensor Loss(LlavaModel model, PackedQuestions packed, Tensor patches)
    {
        using var scope = NewDisposeScope();
        var vectors = model.Embed(packed.Prompts, model.Projector.call(patches));
        var hidden = model.Decoder.Run(vectors, packed.Positions, packed.Longest, packed.Mask);
        // Logits where an answer is to be learnt, not for every token.
        var foretelling = hidden.flatten(0, 1).index_select(0, packed.Places);
        return nn.functional.cross_entropy(model.Decoder.Logits(foretelling), packed.Targets).MoveToOuterDisposeScope();
    }

    /// <summary>What the frozen vision tower shows of pictures, <c>[pictures, tokens, vision width]</c>.</summary>
    internal static Tensor Patches(LlavaModel model, Tensor pixels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return model.Select(model.Vision.RunBlocks(model.Vision.Embed(pixels), 0, model.Config.FeatureBlocks)).to_type(model.Decoder.Type).MoveToOuterDisposeScope();
    }

    private static void Report(Action<PretrainProgress>? progress, int step, int steps, List<float> losses, double learningRate)
    {
        var sinceLast = (step % ContrastivePretraining.ReportEvery) + 1;
        if (sinceLast != ContrastivePretraining.ReportEvery && step + 1 != steps) return;
        progress?.Invoke(new PretrainProgress(step + 1, steps, losses.TakeLast(sinceLast).Average(), learningRate));
    }

    /// <summary>Numbers in shuffled rounds: each comes up as often as any other.</summary>
    private sealed class Rounds(int count, SeededRandom random)
    {
        private readonly int[] _round = [.. Enumerable.Range(0, count)];
        private int _next = count;

        public int[] Next(int size)
        {
            var batch = new int[size];
            for (var i = 0; i < size; i++)
            {
                if (_next == _round.Length)
                {
                    random.Shuffle(_round);
                    _next = 0;
                }

                batch[i] = _round[_next++];
            }

            return batch;
        }
    }
}
