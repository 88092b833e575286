using Slug.Experiments.Configuration;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Patching;
using TorchSharp;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>Finds the models that somebody else has unlearned, and looks whether they fit the pipeline where that is on this machine already.</summary>
internal static class UnlearnedChecks
{
    /// <summary>The paths by name.</summary>
    /// <param name="options">The config.</param>
    /// <param name="pipeline">The pipeline on this machine; null where it is fetched or trained, or cannot be opened.</param>
    /// <param name="text">The sizes of the text encoder that the trained pipeline will have; null where there is another.</param>
    /// <param name="check">Takes every mistake.</param>
    public static IReadOnlyDictionary<string, string> Find(DiffusionOptions options, string? pipeline, ClipTextConfig? text, ConfigCheck check)
    {
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (i, file) in options.Unlearned.Index())
        {
            var place = $"unlearned.{i}";
            var name = Path.GetFileName(file.TrimEnd('/', '\\'));
            var found = check.Find(place, file);
            check.There(found is not null, place, $"{check.Expected(place, file)} does not exist: put the unlearned model there, or say where it is with --set unlearned=PATH", check.Expected(place, file));
            check.That(paths.TryAdd(name, found ?? check.Expected(place, file)), place, $"'{name}' is the name of two models; rename one");
            if (found is not null) Open(options, pipeline, text, found, place, check);
        }

        return paths;
    }

    private static void Open(DiffusionOptions options, string? pipeline, ClipTextConfig? text, string unlearned, string place, ConfigCheck check) => check.OpenModel(place, unlearned, () =>
    {
        var load = ((options.Pipeline ?? new PipelineOptions()) with { Numbers = PictureNumbers.Fp32 }).ToLoadOptions(options.Generate.Scheduler, torch.CPU);
        if (pipeline is null)
        {
            UnlearnedPipeline.RequireKnown(unlearned, load, text);
            return;
        }

        using var parts = UnlearnedPipeline.Open(pipeline, unlearned, load);
    });
}
