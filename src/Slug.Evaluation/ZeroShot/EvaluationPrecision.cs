using Slug.Models.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>In what numbers a model is evaluated. It changes results, so it belongs into the key of whatever is measured.</summary>
public enum EvaluationPrecision
{
    /// <summary>The weights' own: what every reported table is measured in.</summary>
    Fp32,

    /// <summary>
    /// Weights and streams in bfloat16, features of length one in float32: half the memory, and several times the speed on a GPU. Features agree to
    /// two digits, so that close accuracies may differ.
    /// </summary>
    Bf16,
}

/// <summary>Brings models into the numbers that they are evaluated in.</summary>
public static class EvaluationPrecisions
{
    /// <summary>Converts a model in place; one that was rounded does not come back by asking for <see cref="EvaluationPrecision.Fp32"/>.</summary>
    /// <param name="precision">In what numbers.</param>
    /// <param name="model">A model that is not trained or saved afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such precision.</exception>
    public static void ApplyTo(this EvaluationPrecision precision, ClipModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        switch (precision)
        {
            case EvaluationPrecision.Fp32: break;
            case EvaluationPrecision.Bf16: model.to(ScalarType.BFloat16); break;
            default: throw new ArgumentOutOfRangeException(nameof(precision), precision, "Models are evaluated in fp32 or bf16.");
        }
    }
}
