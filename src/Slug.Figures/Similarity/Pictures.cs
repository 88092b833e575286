using ScottPlot;

namespace Slug.Figures.Similarity;

/// <summary>The little pictures, as the plotting package wants them; native memory in the real one, hence disposable.</summary>
internal sealed class Pictures : IDisposable
{
    internal Pictures(IReadOnlyList<SimilarityConcept> concepts) => Images = [.. concepts.Select(ToImage)];

    internal IReadOnlyList<Image> Images { get; }

    public void Dispose()
    {
        foreach (Image image in Images)
            image.Dispose();
    }

    private static Image ToImage(SimilarityConcept concept)
    {
        byte[,,] rgb = new byte[concept.Side, concept.Side, 3];
        Buffer.BlockCopy(concept.Image, 0, rgb, 0, concept.Image.Length);
        return new Image(rgb);
    }
}
