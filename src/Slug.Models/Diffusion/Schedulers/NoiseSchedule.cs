using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Schedulers;

/// <summary>
/// How much of the latent is left at each timestep of the training: ᾱ, the running product of 1 − β. Computed in float32 as the reference does,
/// so that the numbers are its numbers.
/// </summary>
public sealed class NoiseSchedule
{
    private readonly float[] _betas;
    private readonly float[] _alphas;

    /// <summary>Makes the schedule of a config.</summary>
    public NoiseSchedule(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var betas = MakeBetas(config);
        if (config.RescaleToZeroSnr) betas = RescaledToZeroSnr(betas);
        _betas = [.. betas.data<float>()];
        var alphas = (1 - betas).cumprod(0);
        // A whole zero would divide by zero; upstream sets the smallest number that half precision still tells from it.
        if (config.RescaleToZeroSnr && config.Kind == SchedulerKind.DpmSolverMultistep) alphas[^1] = Math.Pow(2, -24);
        _alphas = [.. alphas.data<float>()];
    }

    /// <summary>Timesteps of the training.</summary>
    public int Count => _alphas.Length;

    /// <summary>β by timestep.</summary>
    public IReadOnlyList<float> Betas => _betas;

    /// <summary>ᾱ by timestep.</summary>
    public IReadOnlyList<float> Alphas => _alphas;

    /// <summary>ᾱ of a timestep.</summary>
    public double Alpha(long timestep) => _alphas[timestep];

    /// <summary>A latent with noise, <c>sqrt(ᾱ)·latent + sqrt(1 − ᾱ)·noise</c>.</summary>
    public Tensor AddNoise(Tensor latent, Tensor noise, long timestep)
    {
        ArgumentNullException.ThrowIfNull(latent);
        using var scope = NewDisposeScope();
        return latent.mul(Math.Sqrt(Alpha(timestep))).add(noise.mul(Math.Sqrt(1 - Alpha(timestep)))).MoveToOuterDisposeScope();
    }

    /// <summary>The velocity, <c>sqrt(ᾱ)·noise − sqrt(1 − ᾱ)·latent</c>.</summary>
    public Tensor Velocity(Tensor latent, Tensor noise, long timestep)
    {
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        return noise.mul(Math.Sqrt(Alpha(timestep))).sub(latent.mul(Math.Sqrt(1 - Alpha(timestep)))).MoveToOuterDisposeScope();
    }

    private static Tensor MakeBetas(SchedulerConfig config) => config.BetaSchedule switch
    {
        "linear" => linspace(config.BetaStart, config.BetaEnd, config.TrainTimesteps, ScalarType.Float32),
        "scaled_linear" => linspace(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), config.TrainTimesteps, ScalarType.Float32).pow(2),
        _ => tensor(Enumerable.Range(0, config.TrainTimesteps).Select(t => CosineBeta(t, config.TrainTimesteps)).ToArray()),
    };

    // Nichol and Dhariwal 2021, equation 17, capped.
    private static float CosineBeta(int timestep, int count) =>
        (float)Math.Min(1 - (AlphaBar((timestep + 1.0) / count) / AlphaBar((double)timestep / count)), 0.999);

    private static double AlphaBar(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);

    // Lin et al. 2023, algorithm 1.
    private static Tensor RescaledToZeroSnr(Tensor betas)
    {
        var roots = (1 - betas).cumprod(0).sqrt();
        var (first, last) = (roots[0].item<float>(), roots[^1].item<float>());
        var bars = roots.sub(last).mul(first / (first - last)).pow(2);
        var alphas = cat([bars.narrow(0, 0, 1), bars.narrow(0, 1, bars.shape[0] - 1).div(bars.narrow(0, 0, bars.shape[0] - 1))], 0);
        return 1 - alphas;
    }
}
