using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Models.Numbers;
using Slug.Unlearning.StepSearch;

namespace Slug.Unlearning.Methods;

/// <summary>Runs a comparison method on a model, epoch by epoch.</summary>
public static class ComparisonMethod
{
    /// <summary>Changes <paramref name="model"/> in place.</summary>
    /// <param name="model">The model, with its original weights.</param>
    /// <param name="kind">The method.</param>
    /// <param name="data">The sets.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="afterEpoch">Called with the number of each finished epoch, from zero: the moment to measure the model. False ends the run.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="ArgumentException">The method has no epochs: <see cref="MethodKind.Razor"/>.</exception>
    /// <exception cref="NotFiniteNumberException">A loss or a weight became infinite or NaN.</exception>
    public static void Run(
        ClipModel model, MethodKind kind, MethodData data, MethodOptions options, Func<int, bool> afterEpoch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(afterEpoch);
        if (kind == MethodKind.Razor) throw new ArgumentException("'razor' has no epochs: see Razor.Run.", nameof(kind));
        using IEpochRunner runner = kind == MethodKind.SelectiveDampening
            ? new SelectiveDampening(model, data, options, cancellation)
            : new GradientMethod(model, kind, data, options, cancellation);
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            runner.Run(epoch);
            foreach (var (name, parameter) in model.named_parameters()) FiniteNumbers.Require(parameter, $"'{name}' after epoch {epoch + 1} of {kind}");
            if (!afterEpoch(epoch)) return;
        }
    }

    /// <summary>The epoch that stands for a method in a table: the first with FA@1 = 0, else the first of those with the lowest FA@1.</summary>
    public static int RowEpoch(IReadOnlyList<ForgetAccuracy> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        if (epochs.Count == 0) throw new ArgumentException("No epoch was measured.", nameof(epochs));
        return Enumerable.Range(0, epochs.Count).MinBy(e => epochs[e].Top1);
    }

    /// <summary>Whether a parameter takes part; see <see cref="MethodOptions.FreezeEmbeddings"/>.</summary>
    internal static bool TakesPart(string parameter, MethodOptions options) =>
        !options.FreezeEmbeddings || !LayerNames.IsTokenEmbedding(parameter);
}

/// <summary>One epoch of a method.</summary>
internal interface IEpochRunner : IDisposable
{
    void Run(int epoch);
}
