using Slug.Basics;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Schedulers;
using Slug.Models.Numbers;
using Slug.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Training;

/// <summary>One picture to be learned with what may be said of it.</summary>
/// <param name="Picture">Its place among the pictures.</param>
/// <param name="Captions">The places of its captions among the token vectors, each with how often it is drawn.</param>
public sealed record CaptionedPicture(int Picture, IReadOnlyList<(int Caption, double Share)> Captions);

/// <summary>
/// Trains a small network to draw pictures by their captions: at a random time of a cosine schedule it predicts the latent without noise, which for few
/// and plain pictures is learned sooner than the noise is. The text encoder and the autoencoder stay as they are.
/// </summary>
public static class TextToImageTraining
{
    /// <summary>The rule that such a network is sampled by.</summary>
    public static SchedulerConfig Rule { get; } = new()
    {
        Kind = SchedulerKind.Ddim,
        BetaSchedule = "squaredcos_cap_v2",
        Prediction = PredictionType.Sample,
        Spacing = TimestepSpacing.Trailing,
        SetAlphaToOne = true,
    };

    /// <summary>Trains a network.</summary>
    /// <param name="pictures">uint8 <c>[pictures, 3, size, size]</c>, on the device to train on.</param>
    /// <param name="set">The pictures to draw, each as likely.</param>
    /// <param name="captions">Token vectors of all captions, the empty one first, <c>[captions, tokens, width]</c>.</param>
    /// <param name="vae">The autoencoder.</param>
    /// <param name="options">Sizes and length.</param>
    /// <param name="seed">Decides weights, batches, captions and noise.</param>
    /// <param name="progress">Told every <see cref="AutoencoderTraining.ReportEvery"/> batches and after the last.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The network, its weights the running mean; the caller disposes it.</returns>
    /// <exception cref="NotFiniteNumberException">The loss became infinite or NaN.</exception>
    public static UNet2DConditionModel Train(
        Tensor pictures, IReadOnlyList<CaptionedPicture> set, Tensor captions, AutoencoderKL vae, TextToImageOptions options, ulong seed,
        Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(vae);
        ArgumentNullException.ThrowIfNull(options);
        var random = new SeededRandom(seed);
        using var latents = new ShiftedLatents(vae, pictures, [.. set.Select(s => s.Picture)], options.Shift);
        using var generator = new Generator(seed, pictures.device);
        var unet = UNet2DConditionModel.Create(Config(options, (int)captions.shape[2]), random.NextBits());
        unet.to(pictures.device);
        var schedule = new NoiseSchedule(Rule);
        using var alphas = tensor([.. schedule.Alphas], device: pictures.device);
        using var scale = captions.narrow(0, 1, captions.shape[0] - 1).pow(2).mean().sqrt();
        var steps = Math.Max(1, options.Pictures / options.BatchSize);
        var rate = new CosineSchedule(options.LearningRate, steps / 20, steps);
        using var optimizer = new FlatAdamW(unet.named_parameters(), new AdamWOptions { WeightDecay = 0.01 });
        using var halves = new HalvedBatch(optimizer);
        using var average = optimizer.Values.detach().clone();
        var loss = 0.0;
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int[] places = [.. Enumerable.Range(0, options.BatchSize).Select(_ => random.NextInt(set.Count))];
            CaptionedPicture[] batch = [.. places.Select(place => set[place])];
            var clean = latents.Draw(places, random);
            var words = captions.index_select(0, tensor(batch.Select(b => random.NextDouble() < options.DropCaption ? 0L : Draw(b, random)).ToArray(), device: pictures.device));
            var times = batch.Select(_ => (long)random.NextInt(schedule.Count)).ToArray();
            var time = tensor(times, device: pictures.device);
            var alpha = alphas.index_select(0, time).view(-1, 1, 1, 1);
            var noisy = clean.mul(alpha.sqrt()).add(randn(clean.shape, device: pictures.device, generator: generator).mul(alpha.neg().add(1).sqrt()));
            var shaken = Shaken(words, scale, options.TokenNoise, generator);
            loss += halves.Backward(
                options.BatchSize, (start, count) => unet.call(noisy.narrow(0, start, count), time.narrow(0, start, count), shaken.narrow(0, start, count)).sub(clean.narrow(0, start, count)).pow(2).mean());
            optimizer.ClipGradients(1);
            optimizer.Step(rate.At(step));
            using (no_grad()) average.lerp_(optimizer.Values, 1 - Math.Min(options.AverageDecay, (step + 1.0) / (step + 10)));
            if ((step + 1) % AutoencoderTraining.ReportEvery != 0 && step + 1 != steps) continue;
            FiniteNumbers.Require(loss, $"the network's loss at step {step + 1} (a smaller learningRate may help)");
            progress?.Invoke(new TrainingProgress(step + 1, steps, loss / ((step % AutoencoderTraining.ReportEvery) + 1)));
            loss = 0;
        }

        using (no_grad()) optimizer.Values.copy_(average);
        return unet;
    }

    /// <summary>The network's sizes: two levels that both attend to the prompt.</summary>
    /// <param name="options">The sizes that are chosen.</param>
    /// <param name="width">Width of the token vectors.</param>
    public static UNetConfig Config(TextToImageOptions options, int width)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new UNetConfig
        {
            InChannels = options.LatentChannels,
            OutChannels = options.LatentChannels,
            SampleSize = options.Size / AutoencoderTraining.ConfigOf(options).Factor,
            Channels = options.Channels,
            DownAttention = [true, true],
            UpAttention = [true, true],
            Layers = [1, 1],
            Heads = [options.Heads, options.Heads],
            ContextWidth = [width, width],
            TransformerLayers = [1, 1],
            NormGroups = options.NormGroups,
            LinearProjection = true,
            TimeWidth = options.Channels[0] * 4,
        };
    }

    private static long Draw(CaptionedPicture picture, SeededRandom random)
    {
        var drawn = random.NextDouble() * picture.Captions.Sum(c => c.Share);
        foreach (var (caption, share) in picture.Captions)
        {
            if (drawn < share) return caption;
            drawn -= share;
        }

        return picture.Captions[^1].Caption;
    }

    /// <summary>Token vectors with noise, half of it the same for all tokens of a caption: a changed text encoder moves them together.</summary>
    private static Tensor Shaken(Tensor words, Tensor scale, double most, Generator generator)
    {
        if (most == 0) return words;
        var (batch, width) = (words.shape[0], words.shape[2]);
        var much = rand(batch, 1, 1, device: words.device, generator: generator).mul(scale).mul(most);
        var own = randn(words.shape, device: words.device, generator: generator);
        var shared = randn([batch, 1, width], device: words.device, generator: generator).mul(rand(batch, 1, 1, device: words.device, generator: generator));
        return words.add(own.add(shared).mul(much));
    }
}
