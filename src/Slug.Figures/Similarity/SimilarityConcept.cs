namespace Slug.Figures.Similarity;

/// <summary>One row and column of the matrix.</summary>
/// <param name="Caption">The caption of its column, such as <c>tiger face</c>.</param>
/// <param name="Image">Red, green and blue bytes of the picture of its row, row by row, <c>[side, side, 3]</c>.</param>
/// <param name="Side">Width and height of the picture in pixels.</param>
/// <param name="Target">Whether it is the concept that was to be unlearned.</param>
/// <param name="Remains">Of such a concept, whether the model shows it still.</param>
public sealed record SimilarityConcept(string Caption, byte[] Image, int Side = 32, bool Target = false, bool Remains = false);
