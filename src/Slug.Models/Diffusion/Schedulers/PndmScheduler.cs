using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Schedulers;

/// <summary>
/// PLMS (Liu et al. 2022, equations 9 and 12): up to four predictions are mixed into one, and the first step is taken twice, with the mean of its
/// two predictions. A velocity becomes noise after the mixing, as in diffusers.
/// </summary>
internal sealed class PndmScheduler : IScheduler
{
    // Adams-Bashforth, the newest prediction first.
    private static readonly double[][] Weights =
        [[1], [3 / 2.0, -1 / 2.0], [23 / 12.0, -16 / 12.0, 5 / 12.0], [55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0]];

    private readonly SchedulerConfig _config;
    private readonly NoiseSchedule _schedule;
    private readonly long[] _timesteps;
    private readonly int _stride;
    private readonly List<Tensor> _predictions = [];
    private Tensor? _first;
    private int _next;

    public PndmScheduler(SchedulerConfig config, int steps)
    {
        _config = config;
        _schedule = new NoiseSchedule(config);
        var timesteps = Schedulers.Timesteps.Of(config, steps);
        // The first prediction of the second step is that of the end of the first: asked for there, then used from the beginning. Of a single step
        // there is nothing to ask twice.
        _timesteps = timesteps.Length < 2 ? timesteps : [timesteps[0], timesteps[1], .. timesteps[1..]];
        _stride = config.TrainTimesteps / steps;
    }

    public IReadOnlyList<long> Timesteps => _timesteps;

    public Tensor Step(Tensor prediction, Tensor sample)
    {
        using var scope = NewDisposeScope();
        var timestep = _timesteps[_next];
        var before = timestep - _stride;
        Tensor mixed;
        var from = sample;
        if (_next == 1)
        {
            // Again from where the first step began, now with a prediction of its end.
            (before, timestep) = (timestep, timestep + _stride);
            mixed = prediction.add(_predictions[^1]).div(2);
            from = _first!;
        }
        else
        {
            if (_predictions.Count == Weights.Length) Forget(0);
            _predictions.Add(prediction.detach().clone().DetachFromDisposeScope());
            if (_next == 0) _first = sample.detach().clone().DetachFromDisposeScope();
            mixed = Weights[_predictions.Count - 1].Select((weight, age) => _predictions[^(age + 1)].mul(weight)).Aggregate((sum, term) => sum.add(term));
        }

        var next = Previous(from, mixed, timestep, before);
        if (_next == 1) ForgetFirst();
        _next++;
        return next.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        while (_predictions.Count > 0) Forget(0);
        ForgetFirst();
    }

    private Tensor Previous(Tensor sample, Tensor prediction, long timestep, long before)
    {
        var alpha = _schedule.Alpha(timestep);
        var alphaBefore = before >= 0 ? _schedule.Alpha(before) : _config.SetAlphaToOne ? 1.0 : _schedule.Alpha(0);
        var noise = _config.Prediction switch
        {
            PredictionType.Epsilon => prediction,
            PredictionType.VPrediction => prediction.mul(Math.Sqrt(alpha)).add(sample.mul(Math.Sqrt(1 - alpha))),
            _ => sample.sub(prediction.mul(Math.Sqrt(alpha))).div(Math.Sqrt(1 - alpha)),
        };
        var denominator = (alpha * Math.Sqrt(1 - alphaBefore)) + Math.Sqrt(alpha * (1 - alpha) * alphaBefore);
        return sample.mul(Math.Sqrt(alphaBefore / alpha)).sub(noise.mul((alphaBefore - alpha) / denominator));
    }

    private void Forget(int index)
    {
        _predictions[index].Dispose();
        _predictions.RemoveAt(index);
    }

    private void ForgetFirst()
    {
        _first?.Dispose();
        _first = null;
    }
}
