using Slug.Models.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion;

/// <summary>How pictures are sampled.</summary>
public sealed record SamplingOptions
{
    /// <summary>Steps, each one or (PNDM's first) two calls of the network.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Weight of classifier-free guidance; 1 or less is none, and the negative prompt has no say.</summary>
    public double Guidance { get; init; } = 7.5;

    /// <summary>Whether prompt and negative prompt go through the network together, which is faster, or one after the other, in less memory.</summary>
    public bool BatchedGuidance { get; init; } = true;
}

/// <summary>Where a sampling stands, told after every call of the network.</summary>
/// <param name="Call">Calls so far.</param>
/// <param name="Calls">Calls in all.</param>
/// <param name="Latents">The latents now; valid only while it is told.</param>
public readonly record struct SamplingProgress(int Call, int Calls, Tensor Latents);

/// <summary>
/// From noise to latents under classifier-free guidance (Ho and Salimans 2022): <c>n + g·(p − n)</c> of the predictions for the prompt p and the
/// negative prompt n.
/// </summary>
public sealed class Sampler(UNet2DConditionModel unet, SchedulerConfig scheduler)
{
    /// <summary>Samples latents.</summary>
    /// <param name="noise">Standard normal, <c>[pictures, channels, height, width]</c>; the same noise gives the same pictures.</param>
    /// <param name="prompts">Token vectors, <c>[pictures, tokens, width]</c>.</param>
    /// <param name="negative">Token vectors of the negative prompts; needed where there is guidance.</param>
    /// <param name="options">Steps and guidance.</param>
    /// <param name="progress">Told after every call of the network.</param>
    /// <param name="cancellation">Stops between two calls.</param>
    /// <returns>Latents as the VAE's are after scaling, float32; the caller disposes them.</returns>
    public Tensor Sample(
        Tensor noise, Tensor prompts, Tensor? negative, SamplingOptions options, Action<SamplingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        var guided = options.Guidance > 1;
        if (guided && negative is null) throw new ArgumentException("Guidance needs a negative prompt, be it the empty one.", nameof(negative));
        using var noGrad = no_grad();
        using var outer = NewDisposeScope();
        using var rule = Scheduler.Begin(scheduler, options.Steps);
        var context = guided && options.BatchedGuidance ? cat([negative!, prompts], 0) : prompts;
        var latents = noise.to_type(ScalarType.Float32);
        foreach (var (call, timestep) in rule.Timesteps.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var time = tensor(timestep, device: noise.device);
            var prediction = !guided ? Predict(latents, time, prompts)
                : options.BatchedGuidance ? Guide(Predict(cat([latents, latents], 0), time, context), options.Guidance)
                : Guide(Predict(latents, time, negative!), Predict(latents, time, prompts), options.Guidance);
            var next = rule.Step(prediction, latents).DetachFromDisposeScope();
            latents.Dispose();
            latents = next;
            progress?.Invoke(new SamplingProgress(call + 1, rule.Timesteps.Count, latents));
        }

        return latents;
    }

    private Tensor Predict(Tensor latents, Tensor time, Tensor context)
    {
        return unet.call(latents, time, context).to_type(ScalarType.Float32);
    }

    private static Tensor Guide(Tensor both, double guidance)
    {
        var halves = both.chunk(2, 0);
        return Guide(halves[0], halves[1], guidance);
    }

    private static Tensor Guide(Tensor negative, Tensor positive, double guidance) => negative.add(positive.sub(negative).mul(guidance));
}
