using Slug.Experiments.Vlm.Configuration;
using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>Keeps the LLaVA that was used last for the next step of the run: its weights are read once, however many models are made of it.</summary>
internal sealed class LoadedLlavas : IDisposable
{
    private (string Key, VisualAssistant Assistant)? _kept;

    /// <summary>A LLaVA with its original weights; who changes them puts them back. It stays this object's.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="options">What the config says of it.</param>
    /// <param name="prompt">The prompt around questions.</param>
    /// <param name="device">Where it goes.</param>
    public VisualAssistant Get(string folder, LlavaOptions options, string prompt, Device device)
    {
        var key = $"{string.Join('|', Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(f => File.ResolveLinkTarget(f, returnFinalTarget: true)?.FullName ?? f))}|{options.VisionFeatureLayer}|{options.ClassToken}|{options.Numbers}|{prompt}|{device}";
        if (_kept is { } kept && kept.Key == key) return kept.Assistant;
        Dispose();
        var load = new LlavaLoadOptions(
            options.Numbers switch { LlavaNumbers.Bf16 => ScalarType.BFloat16, LlavaNumbers.Fp32 => ScalarType.Float32, _ => null },
            // A small step would be lost in the rounding of half precision.
            ScalarType.Float32,
            device)
        {
            VisionFeatureLayer = options.VisionFeatureLayer,
            ClassToken = options.ClassToken,
        };
        var assistant = VisualAssistant.Load(folder, load, new PromptTemplate(prompt));
        _kept = (key, assistant);
        return assistant;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept?.Assistant.Dispose();
        _kept = null;
    }
}
