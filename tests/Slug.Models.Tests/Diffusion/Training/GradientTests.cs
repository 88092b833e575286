using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Training;

/// <summary>Gradients of the small networks in single precision, held against those in double precision: oneDNN's convolutions, which the latter does not use, get some wrong.</summary>
public class GradientTests
{
    /// <summary>Channels that are no multiple of 16, and those of configs/demo/diffusion.yaml, mostly multiples, on latents of 6 x 6 and 3 x 3.</summary>
    public static TheoryData<TextToImageOptions> Options =>
    [
        new TextToImageOptions { Size = 24, AutoencoderChannels = [8, 24], LatentChannels = 12, Channels = [24, 40], NormGroups = 8 },
        new TextToImageOptions { Size = 24, AutoencoderChannels = [16, 32, 64], LatentChannels = 16, Channels = [64, 96], NormGroups = 8 },
    ];

    [Theory, MemberData(nameof(Options))]
    public void Of_the_autoencoder(TextToImageOptions options)
    {
        using var scope = NewDisposeScope();
        var (single, twice) = (AutoencoderKL.Create(AutoencoderTraining.ConfigOf(options), 1), AutoencoderKL.Create(AutoencoderTraining.ConfigOf(options), 1));
        twice.to(ScalarType.Float64);
        using var generator = new Generator(2);
        var pictures = randn([16, 3, 24, 24], generator: generator);
        AssertSame(single.named_parameters(), twice.named_parameters(), () => Loss(single, pictures), () => Loss(twice, pictures.to_type(ScalarType.Float64)));

        static Tensor Loss(AutoencoderKL vae, Tensor pictures) => vae.Decode(vae.Encode(pictures).Mean).sub(pictures).pow(2).mean();
    }

    [Theory, MemberData(nameof(Options))]
    public void Of_the_network(TextToImageOptions options)
    {
        using var scope = NewDisposeScope();
        var config = TextToImageTraining.Config(options, 16);
        var (single, twice) = (UNet2DConditionModel.Create(config, 1), UNet2DConditionModel.Create(config, 1));
        twice.to(ScalarType.Float64);
        using var generator = new Generator(2);
        var (latents, words) = (randn([16, config.InChannels, config.SampleSize, config.SampleSize], generator: generator), randn([16, 5, 16], generator: generator));
        AssertSame(single.named_parameters(), twice.named_parameters(), () => Loss(single, latents, words), () => Loss(twice, latents.to_type(ScalarType.Float64), words.to_type(ScalarType.Float64)));

        static Tensor Loss(UNet2DConditionModel unet, Tensor latents, Tensor words) => unet.call(latents, tensor(500L), words).sub(latents).pow(2).mean();
    }

    private static void AssertSame(IEnumerable<(string Name, Parameter Parameter)> single, IEnumerable<(string Name, Parameter Parameter)> twice, Func<Tensor> ofSingle, Func<Tensor> ofTwice)
    {
        ofSingle().backward();
        ofTwice().backward();
        // Against the largest: some have no gradient, such as a bias in front of a norm.
        var gradients = single.Zip(twice).Where(p => p.First.Parameter.grad is not null).Select(p => (p.First.Name, First: p.First.Parameter.grad!.to_type(ScalarType.Float64), Second: p.Second.Parameter.grad!)).ToList();
        var largest = gradients.Max(g => g.Second.norm().item<double>());
        var wrong = gradients.Select(g => (g.Name, Error: g.First.sub(g.Second).norm().item<double>() / largest)).Where(g => !(g.Error < 1e-5)).ToList();
        Assert.Empty(wrong);
    }
}
