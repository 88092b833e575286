using Slug.Basics;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Training;

/// <summary>The latents of pictures under every shift, encoded once: a training that sees each a hundred times need not encode it as often.</summary>
internal sealed class ShiftedLatents : IDisposable
{
    private const int EncodedTogether = 64;

    private readonly Tensor _latents;
    private readonly int _shifts;

    /// <summary>Encodes them.</summary>
    /// <param name="vae">The autoencoder.</param>
    /// <param name="pictures">uint8 <c>[pictures, 3, height, width]</c>.</param>
    /// <param name="which">Which of them, by their places.</param>
    /// <param name="most">The largest shift along each axis.</param>
    public ShiftedLatents(AutoencoderKL vae, Tensor pictures, IReadOnlyList<int> which, int most)
    {
        using var scope = NewDisposeScope();
        var all = PictureShifts.All(most).ToList();
        _shifts = all.Count;
        var encoded = new List<Tensor>();
        foreach (var chunk in which.SelectMany(picture => all.Select(shift => (picture, shift.Down, shift.Right))).Chunk(EncodedTogether))
            encoded.Add(AutoencoderTraining.Latents(vae, PictureShifts.Batch(pictures, chunk, most)));
        _latents = cat(encoded, 0).DetachFromDisposeScope();
    }

    /// <summary>A batch of latents, each under a shift of its own.</summary>
    /// <param name="places">Places among the pictures that were encoded.</param>
    /// <param name="random">Decides the shifts.</param>
    public Tensor Draw(IReadOnlyList<int> places, SeededRandom random) =>
        _latents.index_select(0, tensor(places.Select(place => ((long)place * _shifts) + random.NextInt(_shifts)).ToArray(), device: _latents.device));

    /// <inheritdoc/>
    public void Dispose() => _latents.Dispose();
}
