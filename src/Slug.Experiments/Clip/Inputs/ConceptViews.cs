using Slug.Basics;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Data;
using Slug.Models.Pretraining;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>
/// More views of a concept's few search pictures: flipped, shifted, turned and recoloured as in training. A step size that forgets
/// three drawings may leave the fourth just recognisable; one that forgets all their views does not.
/// </summary>
public static class ConceptViews
{
    /// <summary>The labelled pictures, and behind them the views of those that show the concept.</summary>
    /// <param name="tar">The search set, whose pictures have the size of the model's input.</param>
    /// <param name="names">The classes.</param>
    /// <param name="pictures">Its pictures as the model sees them, all or the concept's; not owned.</param>
    /// <param name="concept">The concept's class.</param>
    /// <param name="views">Views of each of its pictures.</param>
    /// <param name="augmentation">How far views may differ from their picture.</param>
    /// <param name="seed">Decides the views.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static LabelledImages Add(
        string tar, IReadOnlyList<string> names, LabelledImages pictures, int concept, int views, AugmentationOptions augmentation, long seed, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var labels = EvaluationSet.Open(tar, names).Labels;
        using var raw = CaptionedPictures.Load([tar], cancellation, i => labels[i] == concept);
        var drawn = Draw(raw, views, augmentation, new SeededRandom((ulong)seed));
        var images = cat([pictures.Images, drawn]).DetachFromDisposeScope();
        return new LabelledImages(images, [.. pictures.Labels, .. Enumerable.Repeat(concept, raw.Count * views)]);
    }

    /// <summary>Views of pictures, picture by picture, as the model sees them: <c>[pictures · views, 3, height, width]</c>.</summary>
    internal static Tensor Draw(CaptionedPictures pictures, int views, AugmentationOptions augmentation, SeededRandom random)
    {
        var rows = Enumerable.Range(0, pictures.Count).SelectMany(i => Enumerable.Repeat((long)pictures.PictureIndex(i), views)).ToArray();
        return new Augmentation(augmentation, random).Apply(pictures.Pictures.index_select(0, tensor(rows)));
    }
}
