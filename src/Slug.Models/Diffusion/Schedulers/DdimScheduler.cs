using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Schedulers;

/// <summary>DDIM with η = 0 (Song et al. 2020, equation 12): the latent without noise that the prediction implies, and noise put back.</summary>
internal sealed class DdimScheduler : IScheduler
{
    private readonly SchedulerConfig _config;
    private readonly NoiseSchedule _schedule;
    private readonly long[] _timesteps;
    private readonly int _stride;
    private int _next;

    public DdimScheduler(SchedulerConfig config, int steps)
    {
        _config = config;
        _schedule = new NoiseSchedule(config);
        _timesteps = Schedulers.Timesteps.Of(config, steps);
        _stride = config.TrainTimesteps / steps;
    }

    public IReadOnlyList<long> Timesteps => _timesteps;

    public Tensor Step(Tensor prediction, Tensor sample)
    {
        using var scope = NewDisposeScope();
        var timestep = _timesteps[_next++];
        var before = timestep - _stride;
        var alpha = _schedule.Alpha(timestep);
        var alphaBefore = before >= 0 ? _schedule.Alpha(before) : _config.SetAlphaToOne ? 1.0 : _schedule.Alpha(0);
        var (signal, noise) = (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        var (clean, epsilon) = _config.Prediction switch
        {
            PredictionType.Epsilon => (sample.sub(prediction.mul(noise)).div(signal), prediction),
            PredictionType.VPrediction => (sample.mul(signal).sub(prediction.mul(noise)), prediction.mul(signal).add(sample.mul(noise))),
            _ => (prediction, sample.sub(prediction.mul(signal)).div(noise)),
        };
        if (_config.ClipSample is { } range) clean = clean.clamp(-range, range);
        return clean.mul(Math.Sqrt(alphaBefore)).add(epsilon.mul(Math.Sqrt(1 - alphaBefore))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }
}
