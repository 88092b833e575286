using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
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
        var names = options.Unlearned.Select(file => Path.GetFileName(file.TrimEnd('/', '\\'))).ToList();
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (i, file) in options.Unlearned.Index())
        {
            var place = $"unlearned.{i}";
            var name = names[i];
            var found = check.Find(place, file);
            check.There(found is not null, place, $"{check.Expected(place, file)} does not exist: put the unlearned model there, or say where it is with --set unlearned=PATH", check.Expected(place, file));
            check.That(paths.TryAdd(name, found ?? check.Expected(place, file)), place, $"'{name}' is the name of two models; rename one");
            if (found is not null) Open(options, pipeline, text, found, place, check);
        }

        // Names that differ in what no file's name has, or in case, would be one step. Each is told, with its line.
        foreach (var same in names.Index().GroupBy(n => new Concept(n.Item).FileName).Where(g => g.DistinctBy(n => n.Item).Skip(1).Any()))
        {
            foreach (var (i, _) in same) check.That(false, $"unlearned.{i}", $"{string.Join(" and ", same.Select(n => $"'{n.Item}'").Distinct())} are one name in steps and files, unlearned-{same.Key}; rename all but one");
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
