using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>What the exported forms write, where the config has an estimate of that stage and leaves its bytes open.</summary>
internal static class VlmEstimates
{
    private const double GiB = 1L << 30;

    // Where Hugging Face's tools cut a model into files.
    private const double Shard = 5e9;

    /// <summary>The config's estimates, completed; of a small LLaVA that is trained nothing is known before.</summary>
    public static IReadOnlyDictionary<string, StageEstimate> Of(VlmExperiment experiment)
    {
        var given = experiment.Settings.Estimates;
        if (!given.TryGetValue(StageNames.Export, out var export) || export.GiB is not null || experiment.Options.Llava.Training is not null) return given;
        var forms = experiment.Options.Export;
        // A patch has one tensor, at most a perceptron's of the vision tower, four times as wide as its blocks; a folder has one file of its own, and links to the others.
        var width = (double)experiment.Clip.Model.Vision.Width;
        var bytes = (forms.Contains(LlavaForm.Patch) ? sizeof(float) * 4 * width * width : 0) + (forms.Contains(LlavaForm.Folder) ? LargestFile(experiment.LlavaPath) : 0);
        return new Dictionary<string, StageEstimate>(given) { [StageNames.Export] = export with { GiB = experiment.Concepts.Count * bytes / GiB } };
    }

    /// <summary>The largest of a model's files of weights; what is fetched is taken to be cut as usual.</summary>
    private static double LargestFile(string? folder) =>
        folder is not null && Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".safetensors" or ".bin").Select(file => (double)new FileInfo(file).Length).DefaultIfEmpty(0).Max() : Shard;
}
