using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>
/// What stages write and hold, computed of the model's sizes and the config's counts, where the config has an estimate of a stage and leaves bytes or
/// memory of it open. Pretraining from nothing, and the second moments that whitened directions are made with, are not computed. Minutes depend on the machine and are the config's alone.
/// </summary>
internal static class ClipEstimates
{
    private const double GiB = 1L << 30;

    // Of a forget gradient only the layers that may be chosen are stored: of a front, a few of some seventy.
    private const double ShareOfFront = 0.1;

    /// <summary>The config's estimates, completed.</summary>
    public static IReadOnlyDictionary<string, StageEstimate> Of(ClipExperiment experiment)
    {
        var given = experiment.Settings.Estimates;
        return given.ToDictionary(e => e.Key, e => Computed(experiment, e.Key) is { } computed
            ? e.Value with { GiB = e.Value.GiB ?? computed.Written / GiB, MemoryGiB = e.Value.MemoryGiB ?? computed.Memory / GiB }
            : e.Value);
    }

    private static (double Written, double Memory)? Computed(ClipExperiment experiment, string stage)
    {
        var (options, model) = (experiment.Options, experiment.Model);
        double weights = sizeof(float) * ClipSizes.Parameters(model), concepts = experiment.Concepts.Count;
        double Activations(int batch) => (double)batch * ClipSizes.ActivationBytes(model);
        // A search holds the forget gradient beside the weights, and what it keeps of activations; a method with AdamW gradients and two moments, any other the gradients of both sets.
        var search = (2 * weights) + ((double)options.Unlearn.Search.Activations.MemoryMiB * (1 << 20));
        var methods = options.Compare.Select(row => ((row.IsRazor || row.IsDampening ? 3 : 4) * weights) + Activations(row.Batch));
        return stage switch
        {
            StageNames.Pretrain when options.Model.Checkpoint is not null => (weights, 2 * weights),
            StageNames.ComputeGrads => (weights * (1 + (concepts * (StoresAll(experiment) ? 1 : ShareOfFront))), (2 * weights) + Activations(options.Grads.Batch)),
            StageNames.Unlearn => (
                weights * ((concepts * (1 + options.Compare.Count + options.Unlearn.Ablations.Count)) + experiment.Groups.Count),
                methods.Append(search).Max()),
            _ => null,
        };
    }

    private static bool StoresAll(ClipExperiment experiment) => experiment.Options is var options
        && (options.Grads.Store == GradientStore.All || options.Unlearn.Ablations.Contains(LayerGroups.WholeModel) || (options.Unlearn.Layer == LayerChoice.Best && options.Unlearn.Candidates is [LayerChoice.All]));
}
