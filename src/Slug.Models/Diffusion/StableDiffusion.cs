using Slug.Models.Clip;
using Slug.Models.Diffusion.Schedulers;
using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion;

/// <summary>A text-to-image model in memory: text encoder, UNet and autoencoder. Owns all three.</summary>
public sealed class StableDiffusion(ClipTextModel text, UNet2DConditionModel unet, AutoencoderKL vae, SchedulerConfig scheduler, PromptTokenizer? tokenizer) : IDisposable
{
    /// <summary>The text encoder's model.</summary>
    public ClipTextModel Text { get; } = text;

    /// <summary>The network.</summary>
    public UNet2DConditionModel UNet { get; } = unet;

    /// <summary>The autoencoder.</summary>
    public AutoencoderKL Vae { get; } = vae;

    /// <summary>The sampling rule.</summary>
    public SchedulerConfig Scheduler { get; } = scheduler;

    /// <summary>How prompts become ids; null where the checkpoint brought no tokenizer.</summary>
    public PromptTokenizer? Tokenizer { get; } = tokenizer;

    /// <summary>Whether pictures were drawn by two computations that were to run side by side: the first two do not, see <see cref="SideBySide"/>.</summary>
    public bool IsWarm { get; set; }

    /// <summary>How many pictures at a time were drawn by one thread of two, before two did the same side by side; see <see cref="SideBySide"/>.</summary>
    public ISet<int> WarmCounts { get; init; } = new HashSet<int>();

    /// <summary>The text encoder.</summary>
    public TextEncoder Encoder => new(Text.Tower);

    /// <summary>Height and width, in pixels, of the pictures that the model was trained on.</summary>
    public int PictureSize => UNet.Config.SampleSize * Vae.Config.Factor;

    /// <summary>The noise that a picture begins with: of its seed alone, whatever pictures are beside it, and the same on every device.</summary>
    /// <param name="seed">The picture's seed.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="width">Its width.</param>
    /// <returns><c>[1, latent, height / 8, width / 8]</c>, float32, on the CPU.</returns>
    /// <exception cref="ArgumentException">The autoencoder does not make pictures of that size.</exception>
    public Tensor Noise(ulong seed, int height, int width)
    {
        var factor = Vae.Config.Factor;
        if (height <= 0 || width <= 0 || height % factor != 0 || width % factor != 0)
            throw new ArgumentException($"Pictures are multiples of {factor} pixels high and wide, not {height} x {width}.");
        using var generator = new Generator(seed);
        return randn([1, Vae.Config.LatentChannels, height / factor, width / factor], ScalarType.Float32, CPU, generator: generator);
    }

    /// <summary>Disposes the three models.</summary>
    public void Dispose()
    {
        Text.Dispose();
        UNet.Dispose();
        Vae.Dispose();
    }
}
