using Slug.Evaluation.ZeroShot;
using Slug.Models.Pretraining;
using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Experiments.Datasets;

/// <summary>
/// More views of a concept's few search pictures: flipped, shifted, turned and recoloured as in training. A step size that forgets
/// three drawings may leave the fourth just recognisable; one that forgets all their views does not.
/// </summary>
public static class ConceptViews
{
    /// <summary>The labelled pictures, and behind them the views of those that show the concept.</summary>
    /// <param name="pictures">The search set.</param>
    /// <param name="names">The classes.</param>
    /// <param name="concept">The concept's class.</param>
    /// <param name="views">Views of each of its pictures; 0 adds none.</param>
    /// <param name="augmentation">How far views may differ from their picture.</param>
    /// <param name="seed">Decides the views.</param>
    public static LabelledImages Add(
        CaptionedPictures pictures, IReadOnlyList<string> names, int concept, int views, AugmentationOptions augmentation, long seed)
    {
        var plain = pictures.Labelled(names);
        if (views == 0) return plain;
        using (plain)
        {
            using var scope = NewDisposeScope();
            var rows = plain.Where(label => label == concept).SelectMany(i => Enumerable.Repeat((long)pictures.PictureIndex(i), views)).ToArray();
            var drawn = new Augmentation(augmentation, new SeededRandom((ulong)seed)).Apply(pictures.Pictures.index_select(0, tensor(rows)));
            var images = cat([plain.Images, drawn]).DetachFromDisposeScope();
            return new LabelledImages(images, [.. plain.Labels, .. rows.Select(_ => concept)]);
        }
    }
}
