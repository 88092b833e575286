using System.Globalization;
using Slug.Basics;
using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Data;
using Slug.Models.Pretraining;
using static TorchSharp.torch;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>
/// Augmented views of the search set's pictures of some names that neither the training nor the search has seen: whether a concept is forgotten beyond the very
/// pictures that the step size was chosen on.
/// </summary>
internal static class FreshViews
{
    /// <summary>Draws them, picture by picture.</summary>
    /// <param name="tar">The search set, whose pictures have the size of the model's input.</param>
    /// <param name="names">The classes.</param>
    /// <param name="wanted">The names.</param>
    /// <param name="views">Views of each picture.</param>
    /// <param name="augmentation">How far views may differ from their picture.</param>
    /// <param name="seed">Decides the views; other ones than those of a search with the same seed.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The views as PNG, each with its name as caption.</returns>
    public static IReadOnlyList<TarSample> Of(
        string tar, IReadOnlyList<string> names, IReadOnlySet<string> wanted, int views, AugmentationOptions augmentation, long seed, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var labels = EvaluationSet.Open(tar, names).Labels;
        var shown = TarShardReader.Read(tar).Select(sample => sample.Key).Zip(labels, (key, label) => (Key: key, Name: names[label])).Where(picture => wanted.Contains(picture.Name)).ToList();
        using var raw = CaptionedPictures.Load([tar], cancellation, i => wanted.Contains(names[labels[i]]));
        var drawn = ConceptViews.Draw(raw, views, augmentation, SeededRandom.For(seed, "fresh views"));
        var pixels = Slug.Models.Clip.ClipNormalization.ToBytes(drawn).permute(0, 2, 3, 1).contiguous();
        var (height, width) = ((int)pixels.shape[1], (int)pixels.shape[2]);
        var bytes = pixels.data<byte>().ToArray();
        return
        [
            .. Enumerable.Range(0, raw.Count * views).Select(i => TarSample.ImageText(
                string.Create(CultureInfo.InvariantCulture, $"{shown[i / views].Key}-view-{i % views}"), "png",
                new RgbImage(width, height, bytes[(i * 3 * width * height)..((i + 1) * 3 * width * height)]).ToPng(), shown[i / views].Name)),
        ];
    }
}
