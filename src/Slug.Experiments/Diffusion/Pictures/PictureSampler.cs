using System.Runtime.InteropServices;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Models.Diffusion;
using Slug.Models.Training;
using Slug.Pipeline.Keys;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>
/// Generates pictures with a pipeline as it is now. A picture's noise is of its seed alone, and how a library rounds depends on what goes through the network
/// together: so that is said by the config (<see cref="GenerateOptions.Together"/>), and of a group of which some pictures are wanted all are made. A picture is then the
/// same whatever is missing, in whatever order prompts and seeds stand, and however many are kept at a time.
/// </summary>
internal sealed class PictureSampler(StableDiffusion pipeline, GenerateOptions options, Device device)
{
    // Operations on few numbers gain little by a second thread, and two groups at the same time gain one each; a large network would need the memory twice.
    private const long MostParameters = 10_000_000;

    /// <summary>Whether two groups of pictures are made at the same time, a thread each.</summary>
    public bool IsSmall { get; } = device.type == DeviceType.CPU && pipeline.UNet.parameters().Sum(p => p.numel()) <= MostParameters;

    /// <summary>How many pictures at a time one thread of two has drawn with this network: see <see cref="StableDiffusion.WarmCounts"/>.</summary>
    public ISet<int> WarmCounts => pipeline.WarmCounts;

    /// <summary>How many prompts were longer than the text encoder's context and lost their end.</summary>
    public int Cut { get; private set; }

    /// <summary>Generates pictures.</summary>
    /// <param name="all">All pictures, which decide what goes through the network together.</param>
    /// <param name="wanted">Which of them to generate.</param>
    /// <param name="onBatch">Takes each batch: which pictures, and these, uint8 <c>[batch, 3, height, width]</c>, on the CPU.</param>
    /// <param name="cancellation">Stops between two calls of the network.</param>
    public void Run(
        IReadOnlyList<PicturePrompt> all, IReadOnlyCollection<PicturePrompt> wanted, Action<IReadOnlyList<PicturePrompt>, Tensor> onBatch, CancellationToken cancellation)
    {
        using var noGrad = no_grad();
        using var outer = NewDisposeScope();
        var missing = wanted.ToHashSet();
        var groups = Groups(all).Where(group => group.Any(missing.Contains)).ToList();
        var size = options.Size ?? pipeline.PictureSize;
        var vectors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var prompt in groups.SelectMany(g => g).Select(p => p.Prompt).Append(options.Negative).Distinct()) vectors[prompt] = Encode(prompt);
        var sampler = new Sampler(pipeline.UNet, pipeline.Scheduler);
        var (batch, scope) = (new List<PicturePrompt>(), NewDisposeScope());
        var parts = new List<Tensor>();
        using var both = IsSmall && groups.Count > 1 ? new SideBySide(pipeline.IsWarm) : null;
        foreach (var group in Made())
        {
            var places = group.Prompts.Index().Where(p => missing.Contains(p.Item)).Select(p => (long)p.Index).ToArray();
            parts.Add(group.Pictures.index_select(0, tensor(places)));
            batch.AddRange(places.Select(place => group.Prompts[(int)place]));
            if (batch.Count >= options.BatchSize) Give();
        }

        // Not before: a run that was stopped may have drawn none.
        pipeline.IsWarm |= both is not null;
        if (batch.Count > 0) Give();
        scope.Dispose();

        void Give()
        {
            onBatch([.. batch], cat(parts, 0));
            batch.Clear();
            parts.Clear();
            scope.Dispose();
            scope = NewDisposeScope();
        }

        // Two groups at the same time where the network is small.
        IEnumerable<(IReadOnlyList<PicturePrompt> Prompts, Tensor Pictures)> Made()
        {
            foreach (var few in groups.Chunk(both is null ? 1 : 2))
            {
                var made = new Tensor[few.Length];
                if (few.Length == 2) both!.Run(() => made[0] = Make(few[0]).DetachFromDisposeScope(), () => made[1] = Make(few[1]).DetachFromDisposeScope());
                else made[0] = Make(few[0]).DetachFromDisposeScope();
                foreach (var (prompts, pictures) in few.Zip(made))
                {
                    using (pictures) yield return (prompts, pictures);
                }
            }
        }

        Tensor Make(IReadOnlyList<PicturePrompt> group)
        {
            using var gradless = no_grad();
            using var inner = NewDisposeScope();
            var noise = cat([.. group.Select(p => pipeline.Noise((ulong)p.Seed, size, size))], 0).to(device);
            var prompts = cat([.. group.Select(p => vectors[p.Prompt])], 0);
            var negative = vectors[options.Negative].expand(group.Count, -1, -1);
            using var latents = sampler.Sample(noise, prompts, negative, new SamplingOptions { Steps = options.Steps, Guidance = options.Guidance }, null, cancellation);
            return pipeline.Vae.DecodeToPictures(latents).to_type(ScalarType.Float32).mul(255).round().to_type(ScalarType.Byte).cpu().MoveToOuterDisposeScope();
        }
    }

    /// <summary>The pictures of prompts in one tensor, uint8 <c>[pictures, 3, height, width]</c>, in their order.</summary>
    public Tensor All(IReadOnlyList<PicturePrompt> prompts, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (parts, made) = (new List<Tensor>(), new List<PicturePrompt>());
        Run(prompts, prompts, (batch, pictures) =>
        {
            made.AddRange(batch);
            parts.Add(pictures.MoveToOuterDisposeScope().MoveToOuterDisposeScope());
        }, cancellation);
        var places = made.Index().ToDictionary(p => p.Item, p => (long)p.Index);
        return cat(parts, 0).index_select(0, tensor(prompts.Select(p => places[p]).ToArray())).MoveToOuterDisposeScope();
    }

    /// <summary>Tells two states of the text encoder apart: of the same prompt's token vectors the same pictures are made.</summary>
    public Digest Fingerprint(string prompt)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Digest.Of(MemoryMarshal.AsBytes<float>(Encode(prompt).to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray()));
    }

    // In an order of its own, so that that of the config's prompts, labels and seeds has no say.
    private IEnumerable<PicturePrompt[]> Groups(IReadOnlyList<PicturePrompt> all) =>
        all.OrderBy(p => p.Template).ThenBy(p => p.Prompt, StringComparer.Ordinal).ThenBy(p => p.Seed).Chunk(options.Together);

    /// <summary>A prompt's token vectors, <c>[1, tokens, width]</c>; by itself, so that they do not depend on the prompts beside it.</summary>
    private Tensor Encode(string prompt)
    {
        using var scope = NewDisposeScope();
        using var ids = pipeline.Tokenizer!.Encode([prompt]);
        Cut += ids.Cut;
        return pipeline.Encoder.Encode(ids.Ids.to(device)).MoveToOuterDisposeScope();
    }
}
