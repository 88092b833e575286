using Slug.Basics;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Numbers;
using Slug.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Done">Batches so far.</param>
/// <param name="Total">Batches in all.</param>
/// <param name="Loss">The mean loss since the last report.</param>
public readonly record struct TrainingProgress(int Done, int Total, double Loss);

/// <summary>Trains a small autoencoder for pictures of few pixels: it reconstructs them, and its latents are kept near a standard normal.</summary>
public static class AutoencoderTraining
{
    /// <summary>Batches between two reports of progress.</summary>
    public const int ReportEvery = 50;

    // Of the divergence from a standard normal, beside a mean absolute error of a twentieth: enough to keep latents bounded.
    private const double DivergenceWeight = 1e-4;

    /// <summary>Trains an autoencoder whose scaling factor brings its latents of the pictures to a standard deviation of one.</summary>
    /// <param name="pictures">uint8 <c>[pictures, 3, size, size]</c>, on the device to train on.</param>
    /// <param name="options">Sizes and length.</param>
    /// <param name="seed">Decides weights, batches and noise.</param>
    /// <param name="progress">Told every <see cref="ReportEvery"/> batches and after the last.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The autoencoder, which the caller disposes.</returns>
    /// <exception cref="NotFiniteNumberException">The loss became infinite or NaN.</exception>
    public static AutoencoderKL Train(Tensor pictures, TextToImageOptions options, ulong seed, Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(options);
        var config = ConfigOf(options);
        var random = new SeededRandom(seed);
        using var generator = new Generator(seed, pictures.device);
        using var vae = AutoencoderKL.Create(config, random.NextBits());
        vae.to(pictures.device);
        var schedule = new CosineSchedule(options.AutoencoderLearningRate ?? options.LearningRate, options.AutoencoderSteps / 20, options.AutoencoderSteps);
        using (var optimizer = new FlatAdamW(vae.named_parameters(), new AdamWOptions { WeightDecay = 0.01 }))
        {
            using var halves = new HalvedBatch(optimizer);
            var loss = 0.0;
            for (var step = 0; step < options.AutoencoderSteps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                int[] which = [.. Enumerable.Range(0, options.AutoencoderBatchSize).Select(_ => random.NextInt((int)pictures.shape[0]))];
                var batch = PictureShifts.Batch(pictures, which, options.Shift, random);
                var side = batch.shape[2] / config.Factor;
                var noise = randn([batch.shape[0], config.LatentChannels, side, side], device: pictures.device, generator: generator);
                loss += halves.Backward(options.AutoencoderBatchSize, (start, count) => Loss(vae, batch.narrow(0, start, count), noise.narrow(0, start, count)));
                optimizer.ClipGradients(1);
                optimizer.Step(schedule.At(step));
                if ((step + 1) % ReportEvery != 0 && step + 1 != options.AutoencoderSteps) continue;
                FiniteNumbers.Require(loss, $"the autoencoder's loss at step {step + 1} (a smaller learningRate may help)");
                progress?.Invoke(new TrainingProgress(step + 1, options.AutoencoderSteps, loss / ((step % ReportEvery) + 1)));
                loss = 0;
            }
        }

        return Scaled(vae, pictures);
    }

    /// <summary>The autoencoder's sizes.</summary>
    /// <param name="options">The sizes that are chosen.</param>
    public static VaeConfig ConfigOf(TextToImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VaeConfig { LatentChannels = options.LatentChannels, Channels = options.AutoencoderChannels, Layers = 1, NormGroups = options.NormGroups, ScalingFactor = 1 };
    }

    /// <summary>The latents' means of pictures, scaled, <c>[pictures, channels, height, width]</c>.</summary>
    /// <param name="vae">The autoencoder.</param>
    /// <param name="pictures">In [-1, 1], <c>[pictures, 3, height, width]</c>.</param>
    public static Tensor Latents(AutoencoderKL vae, Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(vae);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return vae.Encode(pictures).Mean.mul(vae.Config.ScalingFactor).MoveToOuterDisposeScope();
    }

    private static Tensor Loss(AutoencoderKL vae, Tensor pictures, Tensor noise)
    {
        var latents = vae.Encode(pictures);
        var back = vae.Decode(latents.Sample(noise));
        var divergence = latents.Mean.pow(2).add(latents.LogVariance.exp()).sub(1).sub(latents.LogVariance).mean().mul(0.5);
        return back.sub(pictures).abs().mean().add(back.sub(pictures).pow(2).mean()).add(divergence.mul(DivergenceWeight));
    }

    private static AutoencoderKL Scaled(AutoencoderKL trained, Tensor pictures)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sample = pictures.narrow(0, 0, Math.Min(512, pictures.shape[0])).to_type(ScalarType.Float32).div(127.5).sub(1);
        var deviation = Latents(trained, sample).std().item<float>();
        var scaled = AutoencoderKL.Create(trained.Config with { ScalingFactor = Math.Round(1 / deviation, 5) }, 0);
        scaled.to(pictures.device);
        foreach (var (name, parameter) in scaled.named_parameters()) parameter.copy_(trained.get_parameter(name)!);
        return scaled;
    }
}
