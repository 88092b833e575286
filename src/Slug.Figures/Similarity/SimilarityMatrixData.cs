namespace Slug.Figures.Similarity;

/// <summary>What the similarity figure shows: cosines between images (rows) and captions (columns), before and after unlearning.</summary>
/// <param name="Concepts">The concepts, at least one; rows and columns are in this order.</param>
/// <param name="Before">Cosines <c>[image, caption]</c> of the original model.</param>
/// <param name="After">Cosines <c>[image, caption]</c> of the unlearned model.</param>
public sealed record SimilarityMatrixData(IReadOnlyList<SimilarityConcept> Concepts, double[,] Before, double[,] After);
