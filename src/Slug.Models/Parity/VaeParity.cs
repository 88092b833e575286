using Slug.Models.Checkpoints;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Blocks;
using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>Compares an autoencoder in diffusers' layout: <c>mean</c> and <c>logvar</c> of <c>image</c>, samples with <c>noise</c>, and decodings of <c>latent</c>.</summary>
public sealed class VaeParity : IReferenceKind
{
    /// <inheritdoc/>
    public string Description => "an autoencoder (VAE) in diffusers' layout";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } = ["inputs.safetensors", "outputs.safetensors", "weights.safetensors"];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder) => folder.Config?["_class_name"]?.ToString() == nameof(AutoencoderKL);

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var vae = Load(folder, device);
        var scale = vae.Config.ScalingFactor;
        var (inputs, outputs) = (folder.Load("inputs.safetensors"), folder.Load("outputs.safetensors"));
        var latent = inputs["latent"].to(device);
        using var distribution = vae.Encode(inputs["image"].to(device));
        return
        [
            .. Row("mean", () => distribution.Mean),
            .. Row("logvar", () => distribution.LogVariance),
            .. Row("std", () => distribution.LogVariance.mul(0.5).exp()),
            .. Row("latent_sample_scaled", () => distribution.Sample(inputs["noise"].to(device)).mul(scale)),
            .. Row("decoded", () => vae.Decode(latent)),
            .. Row("decoded_unscaled_latent", () => vae.Decode(latent.div(scale))),
            .. Row("image01", () => vae.DecodeToPictures(latent)),
            .. Row("reconstruction", () => vae.Decode(distribution.Mean)),
        ];

        IEnumerable<ParityRow> Row(string name, Func<Tensor> actual)
        {
            if (outputs.TryGetValue(name, out var expected)) yield return Comparison.Of(name, expected, actual(), Comparison.Gradients);
        }
    }

    /// <summary>The autoencoder of a reference folder, through the loader of users' checkpoints.</summary>
    internal static AutoencoderKL Load(ReferenceFolder folder, Device device)
    {
        using var weights = CheckpointFiles.Open(folder.File("weights.safetensors"));
        return AutoencoderKL.Load(VaeConfig.Load(folder.File(ReferenceFolder.ConfigFile)), weights, device, ScalarType.Float32);
    }
}
