using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Schedulers;

/// <summary>
/// DPM-Solver++(2M) (Lu et al. 2022, algorithm 2): the network's output as a latent without noise, extrapolated over two steps in the logarithm of
/// the signal-to-noise ratio.
/// </summary>
internal sealed class DpmSolverMultistepScheduler : IScheduler
{
    // Fewer steps than this end in lower order, where the config asks for it.
    private const int FewSteps = 15;

    private readonly SchedulerConfig _config;
    private readonly long[] _timesteps;
    private readonly double[] _sigmas;
    private Tensor? _cleanBefore;
    private int _next;

    public DpmSolverMultistepScheduler(SchedulerConfig config, int steps)
    {
        _config = config;
        var schedule = new NoiseSchedule(config);
        var all = schedule.Alphas.Select(alpha => Math.Sqrt((1 - (double)alpha) / alpha)).ToArray();
        _timesteps = Schedulers.Timesteps.OfSolver(config, steps);
        var sigmas = _timesteps.Select(t => all[t]).ToArray();
        if (config.KarrasSigmas)
        {
            // Between the noisiest and the cleanest of all timesteps, as in diffusers.
            sigmas = Karras(all[^1], all[0], steps);
            _timesteps = [.. sigmas.Select(sigma => Nearest(all, sigma))];
        }

        _sigmas = [.. sigmas, config.FinalSigmaZero ? 0 : all[0]];
    }

    public IReadOnlyList<long> Timesteps => _timesteps;

    public Tensor Step(Tensor prediction, Tensor sample)
    {
        using var scope = NewDisposeScope();
        var clean = Clean(prediction, sample, _sigmas[_next]);
        var last = _next == _timesteps.Length - 1;
        var few = _timesteps.Length < FewSteps;
        var first = _config.SolverOrder == 1 || _cleanBefore is null
            || (last && (_config.EulerAtFinal || _config.FinalSigmaZero || (_config.LowerOrderFinal && few)));
        var next = first ? FirstOrder(clean, sample) : SecondOrder(clean, sample);
        _cleanBefore?.Dispose();
        _cleanBefore = clean.DetachFromDisposeScope();
        _next++;
        return next.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _cleanBefore?.Dispose();
        _cleanBefore = null;
    }

    // With σ' = αs·σ the latent is αs·clean + σ'·noise, αs = 1 / sqrt(1 + σ²).
    private static double Signal(double sigma) => 1 / Math.Sqrt(1 + (sigma * sigma));

    private static double LogRatio(double sigma) => -Math.Log(sigma);

    private Tensor Clean(Tensor prediction, Tensor sample, double sigma)
    {
        var signal = Signal(sigma);
        return _config.Prediction switch
        {
            PredictionType.Epsilon => sample.sub(prediction.mul(sigma * signal)).div(signal),
            PredictionType.VPrediction => sample.mul(signal).sub(prediction.mul(sigma * signal)),
            _ => prediction.clone(),
        };
    }

    private Tensor FirstOrder(Tensor clean, Tensor sample)
    {
        var (sigma, target) = (_sigmas[_next], _sigmas[_next + 1]);
        return Carry(sample, sigma, target).sub(clean.mul(Signal(target) * ExpMinus(sigma, target)));
    }

    private Tensor SecondOrder(Tensor clean, Tensor sample)
    {
        var (before, sigma, target) = (_sigmas[_next - 1], _sigmas[_next], _sigmas[_next + 1]);
        var step = LogRatio(target) - LogRatio(sigma);
        var ratio = (LogRatio(sigma) - LogRatio(before)) / step;
        var slope = clean.sub(_cleanBefore!).div(ratio);
        var (signal, decay) = (Signal(target), ExpMinus(sigma, target));
        var weight = _config.Midpoint ? -0.5 * signal * decay : signal * ((decay / step) + 1);
        return Carry(sample, sigma, target).sub(clean.mul(signal * decay)).add(slope.mul(weight));
    }

    private static Tensor Carry(Tensor sample, double sigma, double target) => sample.mul(target * Signal(target) / (sigma * Signal(sigma)));

    // exp(-h) - 1 for h = λ(target) - λ(sigma); -1 at the end, where the target has no noise.
    private static double ExpMinus(double sigma, double target) => (target / sigma) - 1;

    private static double[] Karras(double largest, double smallest, int steps)
    {
        const double Rho = 7;
        var (from, to) = (Math.Pow(largest, 1 / Rho), Math.Pow(smallest, 1 / Rho));
        return [.. Enumerable.Range(0, steps).Select(i => Math.Pow(from + ((steps == 1 ? 0 : (double)i / (steps - 1)) * (to - from)), Rho))];
    }

    // The timestep of that sigma, between two of the training in the logarithm of sigma, rounded.
    private static long Nearest(double[] all, double sigma)
    {
        var low = Math.Clamp(Array.FindLastIndex(all, s => s <= sigma), 0, all.Length - 2);
        var (from, to) = (Math.Log(all[low]), Math.Log(all[low + 1]));
        return (long)Math.Round(low + Math.Clamp((Math.Log(sigma) - from) / (to - from), 0, 1));
    }
}
