using Slug.Models.Checkpoints;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Blocks;
using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>
/// Compares a UNet in diffusers' layout: <c>sample</c> for <c>sample</c>, <c>timesteps</c> and <c>encoder_hidden_states</c>; <c>hidden.X</c> is what
/// module X put out on the way.
/// </summary>
public sealed class UNetParity : IReferenceKind
{
    private const string Hidden = "hidden.", Sample = "sample", OneTime = "sample_scalar_timestep";

    /// <inheritdoc/>
    public string Description => "a UNet in diffusers' layout";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } = ["inputs.safetensors", "outputs.safetensors", "weights.safetensors"];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder) => folder.Config?["_class_name"]?.ToString() == nameof(UNet2DConditionModel);

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var unet = Load(folder, device);
        var (inputs, outputs) = (folder.Load("inputs.safetensors"), folder.Load("outputs.safetensors"));
        var (sample, times, context) = (inputs["sample"].to(device), inputs["timesteps"].to(device), inputs["encoder_hidden_states"].to(device));
        var paths = outputs.Keys.Where(k => k.StartsWith(Hidden, StringComparison.Ordinal)).ToDictionary(k => k[Hidden.Length..], k => outputs[k], StringComparer.Ordinal);
        using var states = new HiddenStates(unet, paths.Keys);
        var rows = new List<ParityRow> { Comparison.Of(Sample, outputs[Sample], unet.call(sample, times, context), Comparison.Gradients) };
        foreach (var (path, expected) in paths)
        {
            rows.Add(states[path] is { } actual
                ? Comparison.Of(path, expected, actual, Comparison.Gradients)
                : new ParityRow($"{path}: the network has no such module", double.NaN, double.NaN, Comparison.Gradients));
        }

        if (outputs.TryGetValue(OneTime, out var same)) rows.Add(Comparison.Of("sample, one timestep for all", same, unet.call(sample, times[0], context), Comparison.Gradients));
        return rows;
    }

    /// <summary>The network of a reference folder, through the loader of users' checkpoints.</summary>
    internal static UNet2DConditionModel Load(ReferenceFolder folder, Device device)
    {
        using var weights = CheckpointFiles.Open(folder.File("weights.safetensors"));
        return UNet2DConditionModel.Load(UNetConfig.Load(folder.File(ReferenceFolder.ConfigFile)), weights, device, ScalarType.Float32);
    }
}
