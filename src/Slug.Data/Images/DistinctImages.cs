using System.Security.Cryptography;
using Slug.Data.WebDataset;

namespace Slug.Data.Images;

/// <summary>The images of a set of samples, each content decoded once however many captions it has.</summary>
/// <param name="Images">The distinct images in the order in which they first occur.</param>
/// <param name="ImageOfSample">For each sample the index of its image.</param>
public sealed record DistinctImages(IReadOnlyList<RgbImage> Images, IReadOnlyList<int> ImageOfSample)
{
    /// <summary>Decodes the samples' images, several at a time.</summary>
    /// <exception cref="InvalidDataException">Samples have no image or an unreadable one; the first of them is named.</exception>
    public static DistinctImages Decode(IEnumerable<TarSample> samples, CancellationToken cancellation = default)
    {
        var numbers = new Dictionary<string, int>();
        var distinct = new List<(string Place, byte[] Encoded)>();
        var imageOfSample = new List<int>();
        foreach (var sample in samples)
        {
            cancellation.ThrowIfCancellationRequested();
            var encoded = sample.Image ?? throw new InvalidDataException($"{sample.Place} has no image.");
            var digest = Convert.ToHexString(SHA256.HashData(encoded));
            if (!numbers.TryGetValue(digest, out var number))
            {
                number = distinct.Count;
                numbers.Add(digest, number);
                distinct.Add((sample.Place, encoded));
            }
            imageOfSample.Add(number);
        }

        var images = new RgbImage[distinct.Count];
        ParallelWork.For(images.Length, i =>
        {
            try
            {
                images[i] = RgbImage.Load(distinct[i].Encoded);
            }
            catch (InvalidDataException failure)
            {
                throw new InvalidDataException($"{distinct[i].Place}: {failure.Message}", failure);
            }
        }, cancellation);
        return new DistinctImages(images, imageOfSample);
    }
}
