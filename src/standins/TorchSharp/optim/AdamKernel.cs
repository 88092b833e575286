using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A step of Adam or AdamW over a group of parameters.</summary>
internal static class AdamKernel
{
    /// <summary>Changes the parameters that have a gradient. The caller has switched gradients off.</summary>
    public static void Step(AdamState[] states, AdamSettings settings)
    {
        var work = new List<(AdamState State, Tensor Gradient)>(states.Length);
        try
        {
            foreach (var state in states)
            {
                if (state.Parameter.grad is not { } gradient)
                    continue;
                state.Steps++;
                work.Add((state, gradient));
            }

            var ahead = work.Where(item => AdamPass.Takes(item.State, item.Gradient)).ToArray();
            if (ahead.Length > 0)
            {
                AdamPass.Run(ahead, settings);
                var touched = Array.ConvertAll(ahead, item => item.State.Nothing);
                Native.InPlace(touched[0], "_foreach_mul_.Scalar", touched, 1.0);
            }
            foreach (var group in work.Where(item => !AdamPass.Takes(item.State, item.Gradient)).GroupBy(item => item.State.Steps))
                StepByOperators([.. group], group.Key, settings);
        }
        finally
        {
            foreach (var (_, gradient) in work)
                gradient.Dispose();
        }
    }

    /// <summary>The step as operators on all tensors at once: a few kernels on a GPU.</summary>
    private static void StepByOperators((AdamState State, Tensor Gradient)[] work, long step, AdamSettings settings)
    {
        var parameters = Array.ConvertAll(work, item => (Tensor)item.State.Parameter);
        var averages = Array.ConvertAll(work, item => item.State.Average);
        var squares = Array.ConvertAll(work, item => item.State.Square);
        using var scope = NewDisposeScope();
        var gradients = Array.ConvertAll(work, item => item.Gradient);
        if (settings.Maximize)
            gradients = Native.CallList("_foreach_neg", gradients);
        if (settings.Decoupled)
            Run("_foreach_mul_.Scalar", parameters, 1 - settings.LearningRate * settings.WeightDecay);
        else if (settings.WeightDecay != 0)
            gradients = Native.CallList("_foreach_add.List", gradients, parameters, settings.WeightDecay);
        Run("_foreach_mul_.Scalar", averages, settings.Beta1);
        Run("_foreach_add_.List", averages, gradients, 1 - settings.Beta1);
        Run("_foreach_mul_.Scalar", squares, settings.Beta2);
        Run("_foreach_addcmul_.Scalar", squares, gradients, gradients, 1 - settings.Beta2);
        var divisors = Native.CallList("_foreach_sqrt", squares);
        Run("_foreach_div_.Scalar", divisors, settings.RootCorrection(step));
        Run("_foreach_add_.Scalar", divisors, settings.Eps);
        Run("_foreach_addcdiv_.Scalar", parameters, averages, divisors, settings.StepSize(step));

        void Run(string name, params ReadOnlySpan<Arg> args) => Native.InPlace(parameters[0], name, args);
    }
}
