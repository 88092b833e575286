using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Training;
using Slug.Models.Tests.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Training;

[Collection(nameof(SideBySideTests))]
public sealed class TextToImageTrainingTests : IDisposable
{
    private static readonly TextToImageOptions Options = new()
    {
        Size = 16,
        AutoencoderChannels = [8, 8, 16],
        LatentChannels = 3,
        AutoencoderSteps = 4,
        Channels = [16, 16],
        Pictures = 12,
        BatchSize = 5,
        Shift = 1,
    };

    private readonly int _threads = get_num_threads();

    public void Dispose() => set_num_threads(_threads);

    [Fact]
    public void Every_level_of_the_autoencoder_halves_height_and_width_once_more()
    {
        using var scope = NewDisposeScope();
        var (vae, unet) = Trained(threads: 2);
        using var latents = vae.Encode(zeros(2, 3, 16, 16)).Mean;
        Assert.Equal([2, 3, 4, 4], latents.shape);
        Assert.Equal([2, 3, 16, 16], vae.Decode(latents).shape);
        Assert.Equal(4, unet.Config.SampleSize);
    }

    [Fact]
    public void The_bytes_are_the_same_with_one_thread_and_with_two()
    {
        using var scope = NewDisposeScope();
        var (oneVae, oneUnet) = Trained(threads: 1);
        var (twoVae, twoUnet) = Trained(threads: 2);
        Assert.Equal(Bytes(oneVae.named_parameters()), Bytes(twoVae.named_parameters()));
        Assert.Equal(Bytes(oneUnet.named_parameters()), Bytes(twoUnet.named_parameters()));
    }

    // Which library a convolution of few pictures went to depended on the threads.
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Few_pictures_are_decoded_to_the_same_bytes_with_one_thread_and_with_two(int pictures)
    {
        using var scope = NewDisposeScope();
        using var vae = AutoencoderKL.Create(AutoencoderTraining.ConfigOf(Options with { AutoencoderChannels = [16, 32, 64] }), 1);
        using var generator = new Generator(1);
        var latents = randn([pictures, 3, 6, 6], generator: generator);
        Assert.Equal(Decoded(threads: 1), Decoded(threads: 2));

        float[] Decoded(int threads)
        {
            set_num_threads(threads);
            using var noGrad = no_grad();
            return vae.Decode(latents).data<float>().ToArray();
        }
    }

    private static (AutoencoderKL Vae, UNet2DConditionModel UNet) Trained(int threads)
    {
        set_num_threads(threads);
        using var generator = new Generator(1);
        var pictures = randint(0, 256, [4, 3, 16, 16], generator: generator).to_type(ScalarType.Byte);
        var captions = randn([5, 6, 8], generator: generator);
        var vae = AutoencoderTraining.Train(pictures, Options, 2);
        return (vae, TextToImageTraining.Train(pictures, [.. Enumerable.Range(0, 4).Select(i => new CaptionedPicture(i, [(i + 1, 1.0)]))], captions, vae, Options, 3));
    }

    private static List<float> Bytes(IEnumerable<(string Name, Parameter Parameter)> parameters) => [.. parameters.SelectMany(p => p.Parameter.cpu().data<float>().ToArray())];
}
