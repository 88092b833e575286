using Slug.Basics;
using Slug.Models.Clip;
using Slug.Models.Numbers;
using Slug.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Pretraining;

/// <summary>A picture of a thing in a style.</summary>
/// <param name="Name">Which thing.</param>
/// <param name="Style">Which style.</param>
public readonly record struct StyledPicture(int Name, int Style);

/// <summary>
/// Sharpens a CLIP's sense of styles: it goes on with its training on batches of many things, and in turn on batches of few things in many styles, in which
/// nothing but the style tells pictures of a thing apart.
/// </summary>
public static class StyleTuning
{
    /// <summary>Trains a model in place.</summary>
    /// <param name="model">The model, on the device to train on.</param>
    /// <param name="images">uint8 <c>[pictures, 3, height, width]</c>.</param>
    /// <param name="pictures">What each shows.</param>
    /// <param name="captionOf">Draws a caption's ids for a picture; told whether others of the batch show the same thing.</param>
    /// <param name="captions">All captions that it may draw, for the vocabulary.</param>
    /// <param name="options">How to train.</param>
    /// <param name="seed">Decides batches, captions and augmentation.</param>
    /// <param name="progress">Told batches, all batches and the loss.</param>
    /// <param name="cancellation">Stops between two batches; the model then keeps its weights.</param>
    /// <exception cref="NotFiniteNumberException">A loss became infinite or NaN.</exception>
    public static void Train(
        ClipModel model, Tensor images, IReadOnlyList<StyledPicture> pictures, Func<StyledPicture, bool, SeededRandom, long[]> captionOf, IEnumerable<long[]> captions,
        StyleTuningOptions options, ulong seed, Action<int, int, double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(captionOf);
        ArgumentNullException.ThrowIfNull(options);
        var random = new SeededRandom(seed);
        var augmentation = new Augmentation(new AugmentationOptions { Colour = 0.1 }, random);
        var vocabulary = new CompactVocabulary(captions);
        var device = model.LogitScale.device;
        using var compact = vocabulary.Shrink(model).to(device);
        var places = pictures.Index().ToLookup(p => p.Item, p => p.Index);
        int[] names = [.. pictures.Select(p => p.Name).Distinct().Order()], styles = [.. pictures.Select(p => p.Style).Distinct().Order()];
        var schedule = new CosineSchedule(options.LearningRate, options.Steps / 20, options.Steps);
        using var optimizer = new FlatAdamW(compact.named_parameters(), new AdamWOptions());
        using var halves = new HalfBatches(compact, optimizer);
        var decay = 1.0;
        for (var step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var square = step % 2 == 1;
            var shown = square ? Square() : Apart();
            var rows = shown.Select(p => Pick(places[p].ToArray())).ToArray();
            var pixels = augmentation.Apply(images.index_select(0, tensor(rows.Select(r => (long)r).ToArray(), device: device)));
            var ids = shown.Select(p => captionOf(p, square, random)).ToList();
            var rate = schedule.At(step);
            var loss = halves.Backward(pixels, ids, vocabulary);
            optimizer.ClipGradients(1);
            optimizer.Step(rate);
            ClipOptimizer.ClampLogitScale(compact.LogitScale);
            decay *= 1 - (rate * new AdamWOptions().WeightDecay);
            if ((step + 1) % ContrastivePretraining.ReportEvery != 0 && step + 1 != options.Steps) continue;
            FiniteNumbers.Require(loss.item<float>(), $"the loss of step {step + 1} (a smaller learningRate may help)");
            progress?.Invoke(step + 1, options.Steps, loss.item<float>());
        }

        vocabulary.WriteBack(compact, model, decay);

        List<StyledPicture> Square()
        {
            var side = Math.Min(styles.Length, (int)Math.Sqrt(options.BatchSize));
            var few = Some(names, Math.Min(names.Length, Math.Max(1, options.BatchSize / side)));
            var hands = Some(styles, side);
            return [.. few.SelectMany(name => hands.Select(style => new StyledPicture(name, style))).Where(places.Contains)];
        }

        List<StyledPicture> Apart() => [.. Some(names, Math.Min(names.Length, options.BatchSize)).Select(name => Pick(styles.Select(style => new StyledPicture(name, style)).Where(places.Contains).ToArray()))];

        T Pick<T>(T[] among) => among[random.NextInt(among.Length)];

        int[] Some(int[] all, int count)
        {
            int[] order = [.. all];
            random.Shuffle<int>(order);
            return order[..count];
        }
    }
}
