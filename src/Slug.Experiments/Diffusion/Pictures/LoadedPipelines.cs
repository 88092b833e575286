using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Graph;
using Slug.Models.Checkpoints;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Loading;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>The pipeline that was used last in a run.</summary>
internal static class LoadedPipelines
{
    /// <summary>A pipeline with its original weights; who changes them puts them back (<see cref="PipelineEdit"/>). It stays the run's.</summary>
    /// <param name="resources">The run's.</param>
    /// <param name="path">A folder of diffusers, or a single file.</param>
    /// <param name="options">What the config says of it.</param>
    /// <param name="rule">The sampling rule; null is the pipeline's own.</param>
    /// <param name="device">Where it goes.</param>
    /// <exception cref="CheckpointException">It is no pipeline, or of a kind that is not supported; everything that is wrong is listed.</exception>
    public static StableDiffusion Get(RunResources resources, string path, PipelineOptions options, SamplingRule? rule, Device device) =>
        resources.Of(() => new LastLoaded<StableDiffusion>()).Get(FilesOf(path), FormattableString.Invariant($"{options} {rule} {device}"), () =>
        {
            var load = options.ToLoadOptions(rule, device);
            using var parts = PipelineParts.Open(path, load);
            return parts.Load(load);
        });

    /// <summary>The files of a pipeline, in the order of their paths.</summary>
    public static IEnumerable<string> FilesOf(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];
}
