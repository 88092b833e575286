using Slug.Experiments.Diffusion.Configuration;
using Slug.Models.Checkpoints;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Loading;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>Keeps the pipeline that was used last for the next step of the run: its weights are read once, however many models are made of it.</summary>
internal sealed class LoadedPipelines : IDisposable
{
    private (string Key, StableDiffusion Pipeline, string Source)? _kept;

    /// <summary>A pipeline with its original weights; who changes them puts them back (<see cref="PipelineEdit"/>). It stays this object's.</summary>
    /// <param name="path">A folder of diffusers, or a single file.</param>
    /// <param name="options">What the config says of it.</param>
    /// <param name="rule">The sampling rule; null is the pipeline's own.</param>
    /// <param name="device">Where it goes.</param>
    /// <exception cref="CheckpointException">It is no pipeline, or of a kind that is not supported; everything that is wrong is listed.</exception>
    public StableDiffusion Get(string path, PipelineOptions options, SamplingRule? rule, Device device)
    {
        var key = $"{Path.GetFullPath(path)}|{options}|{rule}|{device}";
        if (_kept is { } kept && kept.Key == key) return kept.Pipeline;
        Dispose();
        var load = options.ToLoadOptions(rule, device);
        using var parts = PipelineParts.Open(path, load);
        var pipeline = parts.Load(load);
        _kept = (key, pipeline, path);
        return pipeline;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept?.Pipeline.Dispose();
        _kept = null;
    }
}
