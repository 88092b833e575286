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
        var distinct = new List<(string Key, byte[] Encoded)>();
        var imageOfSample = new List<int>();
        foreach (var sample in samples)
        {
            cancellation.ThrowIfCancellationRequested();
            var encoded = sample.Image ?? throw new InvalidDataException($"The sample {sample.Key} has no image.");
            var digest = Convert.ToHexString(SHA256.HashData(encoded));
            if (!numbers.TryGetValue(digest, out var number))
            {
                number = distinct.Count;
                numbers.Add(digest, number);
                distinct.Add((sample.Key, encoded));
            }
            imageOfSample.Add(number);
        }

        var images = new RgbImage[distinct.Count];
        var failures = new InvalidDataException?[distinct.Count];
        Parallel.For(0, images.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                images[i] = RgbImage.Load(distinct[i].Encoded);
            }
            catch (InvalidDataException failure)
            {
                failures[i] = new InvalidDataException($"The image of the sample {distinct[i].Key}: {failure.Message}", failure);
            }
        });
        return Array.Find(failures, failure => failure is not null) is { } first
            ? throw first
            : new DistinctImages(images, imageOfSample);
    }
}
