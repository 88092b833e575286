using Slug.Experiments.Graph;
using Slug.Experiments.Vlm.Configuration;
using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>The LLaVA that was used last in a run.</summary>
internal static class LoadedLlavas
{
    /// <summary>A LLaVA with its original weights; who changes them puts them back. It stays the run's.</summary>
    /// <param name="resources">The run's.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="options">What the config says of it.</param>
    /// <param name="prompt">The prompt around questions.</param>
    /// <param name="device">Where it goes.</param>
    public static VisualAssistant Get(RunResources resources, string folder, LlavaOptions options, string prompt, Device device) => resources.Of(() => new LastLoaded<VisualAssistant>()).Get(
        Directory.EnumerateFiles(folder), FormattableString.Invariant($"{options.VisionFeatureLayer} {options.ClassToken} {options.Numbers} {prompt} {device}"), () =>
        {
            var load = new LlavaLoadOptions(
                options.Numbers switch { LlavaNumbers.Bf16 => ScalarType.BFloat16, LlavaNumbers.Fp32 => ScalarType.Float32, _ => null },
                // A small step would be lost in the rounding of half precision.
                ScalarType.Float32,
                device)
            {
                VisionFeatureLayer = options.VisionFeatureLayer,
                ClassToken = options.ClassToken,
            };
            return VisualAssistant.Load(folder, load, new PromptTemplate(prompt));
        });
}
