using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Schedulers;

/// <summary>One sampling's way from noise to a latent: timesteps, and what a step does. Keeps what earlier steps predicted.</summary>
public interface IScheduler : IDisposable
{
    /// <summary>The timesteps at which the network is asked, in this order; a rule may ask twice at one.</summary>
    IReadOnlyList<long> Timesteps { get; }

    /// <summary>Takes the next step.</summary>
    /// <param name="prediction">The network's output at <see cref="Timesteps"/> of this step.</param>
    /// <param name="sample">The latents that the network was given.</param>
    /// <returns>The latents of the next step; the caller disposes them.</returns>
    Tensor Step(Tensor prediction, Tensor sample);
}

/// <summary>Makes schedulers.</summary>
public static class Scheduler
{
    /// <summary>Begins a sampling.</summary>
    /// <param name="config">The rule and its settings.</param>
    /// <param name="steps">How many steps, 1 to the training's timesteps.</param>
    public static IScheduler Begin(SchedulerConfig config, int steps)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, config.TrainTimesteps);
        return config.Kind switch
        {
            SchedulerKind.Ddim => new DdimScheduler(config, steps),
            SchedulerKind.Pndm => new PndmScheduler(config, steps),
            _ => new DpmSolverMultistepScheduler(config, steps),
        };
    }
}
