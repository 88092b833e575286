using Slug.Basics;
using Slug.Models.Clip;
using Slug.Models.Numbers;
using Slug.Models.Pretraining;
using Slug.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Classifiers;

/// <summary>
/// Trains a small vision transformer to tell classes of pictures, and what is of none: a judge without such a class calls every blob the nearest name, and
/// what was unlearned would never be gone. Its last class is that one: pictures of other things, mixtures of two pictures, and blurs. Pictures are softened a little, as
/// what is generated mostly is, each by another share; half of them stay sharp.
/// </summary>
public static class ClassifierTraining
{
    /// <summary>Batches between two reports of progress.</summary>
    public const int ReportEvery = 50;

    // Kinds of pictures of no class: another thing, a mixture of two, a blur.
    private const int Kinds = 3;

    // Pixels along a side of the square that a blur takes the mean of: of one in which nothing can be told any more, and of the softening.
    private const int FarBlur = 9, NearBlur = 3;

    /// <summary>Trains a classifier.</summary>
    /// <param name="pictures">uint8 <c>[pictures, 3, size, size]</c>, on the device to train on.</param>
    /// <param name="labels">The class of each; null for a picture of another thing.</param>
    /// <param name="classes">How many classes there are besides the one of what is of none, which comes last.</param>
    /// <param name="options">Sizes and length.</param>
    /// <param name="seed">Decides weights, batches and augmentation.</param>
    /// <param name="progress">Told batches, all batches and the mean loss every <see cref="ReportEvery"/> batches and after the last.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The classifier; the caller disposes it.</returns>
    /// <exception cref="NotFiniteNumberException">The loss became infinite or NaN.</exception>
    public static Vit Train(
        Tensor pictures, IReadOnlyList<int?> labels, int classes, ClassifierOptions options, ulong seed,
        Action<int, int, double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        var random = new SeededRandom(seed);
        var augmentation = new Augmentation(new AugmentationOptions { Shift = 0.1, Scale = 0.15, Rotation = 0.15, Colour = 0.2 }, random);
        var vit = Vit.Create(ConfigOf(options, (int)pictures.shape[2], classes + 1), random.NextBits());
        vit.to(pictures.device);
        int[][] ofClass = [.. Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, labels.Count).Where(i => labels[i] == c).ToArray())];
        int[] known = [.. ofClass.SelectMany(o => o)];
        int[] others = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] is null)];
        var schedule = new CosineSchedule(options.LearningRate, options.Steps / 10, options.Steps);
        using var optimizer = new FlatAdamW(vit.named_parameters(), new AdamWOptions { WeightDecay = 0.05 });
        using var halves = new HalvedBatch(optimizer);
        var sum = 0.0;
        for (var step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var foreign = (int)Math.Round(options.OtherShare * options.BatchSize);
            var targets = Enumerable.Range(0, options.BatchSize).Select(i => i < foreign ? classes : random.NextInt(classes)).ToArray();
            var rows = targets.Select(t => t < classes ? Rows(ofClass[t][random.NextInt(ofClass[t].Length)]) : Foreign()).ToList();
            // The augmentation makes CLIP's input of bytes; the classifier's mean and deviation are a half.
            var bytes = ClipNormalization.ToBytes(augmentation.Apply(Batch(pictures, rows, random)));
            var input = Input(bytes.to_type(ScalarType.Float32).div(255), (int)pictures.shape[2]);
            var wanted = tensor(targets.Select(t => (long)t).ToArray(), device: pictures.device);
            sum += halves.Backward(
                options.BatchSize, (start, count) => nn.functional.cross_entropy(vit.call(input.narrow(0, start, count)), wanted.narrow(0, start, count), label_smoothing: 0.05));
            optimizer.ClipGradients(1);
            optimizer.Step(schedule.At(step));
            if ((step + 1) % ReportEvery != 0 && step + 1 != options.Steps) continue;
            FiniteNumbers.Require(sum, $"the classifier's loss at step {step + 1} (a smaller learningRate may help)");
            progress?.Invoke(step + 1, options.Steps, sum / ((step % ReportEvery) + 1));
            sum = 0;
        }

        return vit;

        (int First, int Second, double Share, bool IsBlurred) Rows(int picture) => (picture, picture, 0, false);

        (int First, int Second, double Share, bool IsBlurred) Foreign() => random.NextInt(Kinds) switch
        {
            0 when others.Length > 0 => Rows(others[random.NextInt(others.Length)]),
            1 => (known[random.NextInt(known.Length)], known[random.NextInt(known.Length)], random.NextDouble(0.4, 0.6), false),
            _ => (known[random.NextInt(known.Length)], known[random.NextInt(known.Length)], random.NextDouble(0, 0.5), true),
        };
    }

    /// <summary>Pictures in [0, 1] as the classifier takes them, at its size, <c>[batch, 3, size, size]</c>.</summary>
    public static Tensor Input(Tensor pictures, int size)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        using var scope = NewDisposeScope();
        var sized = pictures.shape[2] == size && pictures.shape[3] == size
            ? pictures
            : nn.functional.interpolate(pictures, [size, size], mode: InterpolationMode.Bilinear, align_corners: false);
        return sized.sub(Vit.MeanAndDeviation).div(Vit.MeanAndDeviation).MoveToOuterDisposeScope();
    }

    /// <summary>Pictures of a batch before they are augmented, uint8 <c>[rows, 3, size, size]</c>: mixtures of two each, blurred where they shall show nothing, and softened.</summary>
    internal static Tensor Batch(Tensor pictures, IReadOnlyList<(int First, int Second, double Share, bool IsBlurred)> rows, SeededRandom random)
    {
        using var scope = NewDisposeScope();
        var first = pictures.index_select(0, tensor(rows.Select(r => (long)r.First).ToArray(), device: pictures.device)).to_type(ScalarType.Float32);
        var second = pictures.index_select(0, tensor(rows.Select(r => (long)r.Second).ToArray(), device: pictures.device)).to_type(ScalarType.Float32);
        var mixed = first.add(second.sub(first).mul(tensor(rows.Select(r => (float)r.Share).ToArray(), device: pictures.device).view(-1, 1, 1, 1)));
        var blurred = Blurred(mixed, rows.Select(r => r.IsBlurred ? 1.0 : 0).ToArray(), FarBlur);
        // A picture that is a little softer than a drawing shows what it shows.
        blurred = Blurred(blurred, [.. rows.Select(_ => Math.Max(0, random.NextDouble(-1, 1)))], NearBlur);
        return blurred.clamp(0, 255).to_type(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    private static VitConfig ConfigOf(ClassifierOptions options, int size, int classes) => new()
    {
        ImageSize = size,
        PatchSize = options.PatchSize,
        Width = options.Width,
        Layers = options.Layers,
        Heads = Math.Max(1, options.Width / 64),
        Hidden = 4 * options.Width,
        Classes = classes,
    };

    /// <summary>Pictures with a share of each replaced by the mean over a square of so many pixels around each pixel, white beyond the edge.</summary>
    private static Tensor Blurred(Tensor pictures, double[] shares, int side)
    {
        using var scope = NewDisposeScope();
        int[] soft = [.. Enumerable.Range(0, shares.Length).Where(i => shares[i] > 0)];
        if (soft.Length == 0) return pictures.alias().MoveToOuterDisposeScope();
        var margin = side / 2;
        var rows = tensor(soft.Select(i => (long)i).ToArray(), device: pictures.device);
        var sharp = pictures.index_select(0, rows);
        var white = nn.functional.pad(sharp, [margin, margin, margin, margin], PaddingModes.Constant, 255);
        var blurred = nn.functional.avg_pool2d(white, [side, side], [1, 1]);
        var changed = sharp.lerp(blurred, tensor(soft.Select(i => (float)shares[i]).ToArray(), device: pictures.device).view(-1, 1, 1, 1));
        return pictures.index_copy(0, rows, changed).MoveToOuterDisposeScope();
    }
}
