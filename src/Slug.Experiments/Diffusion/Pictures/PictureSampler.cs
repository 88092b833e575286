using Slug.Experiments.Diffusion.Configuration;
using Slug.Models.Diffusion;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>
/// Generates pictures. The noise of a picture is of its seed alone, and each goes through the network by itself: how a library rounds depends on the size of the
/// batch, and a picture is the same whatever it is generated beside.
/// </summary>
internal sealed class PictureSampler(StableDiffusion pipeline, GenerateOptions options, Device device)
{
    /// <summary>How many prompts were longer than the text encoder's context and lost their end.</summary>
    public int Cut { get; private set; }

    /// <summary>Generates pictures.</summary>
    /// <param name="prompts">What to generate.</param>
    /// <param name="onBatch">Takes each batch: the first one's place among <paramref name="prompts"/>, and the pictures, uint8 <c>[batch, 3, height, width]</c>, on the CPU.</param>
    /// <param name="cancellation">Stops between two calls of the network.</param>
    public void Run(IReadOnlyList<PicturePrompt> prompts, Action<int, Tensor> onBatch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using var noGrad = no_grad();
        using var outer = NewDisposeScope();
        var size = options.Size ?? pipeline.PictureSize;
        var vectors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var prompt in prompts.Select(p => p.Prompt).Append(options.Negative).Distinct()) vectors[prompt] = Encode(prompt);
        var sampler = new Sampler(pipeline.UNet, pipeline.Scheduler);
        for (var start = 0; start < prompts.Count; start += options.BatchSize)
        {
            using var scope = NewDisposeScope();
            var batch = prompts.Skip(start).Take(options.BatchSize).ToList();
            onBatch(start, cat([.. batch.Select(One)], 0));
        }

        Tensor One(PicturePrompt prompt)
        {
            using var scope = NewDisposeScope();
            var noise = pipeline.Noise((ulong)prompt.Seed, size, size).to(device);
            using var latents = sampler.Sample(
                noise, vectors[prompt.Prompt], vectors[options.Negative], new SamplingOptions { Steps = options.Steps, Guidance = options.Guidance }, null, cancellation);
            return pipeline.Vae.DecodeToPictures(latents).to_type(ScalarType.Float32).mul(255).round().to_type(ScalarType.Byte).cpu().MoveToOuterDisposeScope();
        }
    }

    /// <summary>The pictures of prompts in one tensor, uint8 <c>[pictures, 3, height, width]</c>.</summary>
    public Tensor All(IReadOnlyList<PicturePrompt> prompts, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        Run(prompts, (_, pictures) => parts.Add(pictures.MoveToOuterDisposeScope().MoveToOuterDisposeScope()), cancellation);
        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    /// <summary>A prompt's token vectors, <c>[1, tokens, width]</c>; by itself, so that they do not depend on the prompts beside it.</summary>
    private Tensor Encode(string prompt)
    {
        using var scope = NewDisposeScope();
        using var ids = pipeline.Tokenizer!.Encode([prompt]);
        Cut += ids.Cut;
        return pipeline.Encoder.Encode(ids.Ids.to(device)).MoveToOuterDisposeScope();
    }
}
