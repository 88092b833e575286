using Slug.Figures.Similarity;

namespace Slug.Figures.Tests.Similarity;

public class SimilarityMatrixDrawingTests
{
    [Fact]
    public void What_is_drawn_is_pinned() => GoldenFile.Matches("similarity.json", SimilarityMatrixDrawing.From(Examples.Similarities()));

    [Fact]
    public void One_colour_scale_spans_both_matrices_in_tenths()
    {
        SimilarityMatrixDrawing drawing = SimilarityMatrixDrawing.From(One(before: 0.83, after: 0.31));

        Assert.Equal((0.3, 0.9), (drawing.Low, drawing.High));
    }

    [Fact]
    public void Equal_values_still_have_a_scale()
    {
        SimilarityMatrixDrawing drawing = SimilarityMatrixDrawing.From(One(0.5, 0.5));

        Assert.Equal((0.5, 0.6), (drawing.Low, drawing.High));
    }

    [Fact]
    public void Nothing_is_printed_as_negative_zero() =>
        Assert.Equal("0.00", SimilarityMatrixDrawing.From(One(-0.001, 0.5)).Before.Single().Text);

    [Fact]
    public void The_title_says_unlearned_of_what_is_and_not_forgotten_of_what_is_not()
    {
        SimilarityMatrixData done = One(0.5, 0.1);
        SimilarityMatrixData failed = done with { Concepts = [done.Concepts[0] with { Remains = true }] };

        Assert.Equal("Cosine similarity of images and captions: rocket unlearned", SimilarityMatrixDrawing.From(done).Title);
        Assert.Equal("Cosine similarity of images and captions: rocket NOT forgotten", SimilarityMatrixDrawing.From(failed).Title);
        Assert.Equal([0], SimilarityMatrixDrawing.From(failed).Targets);
    }

    [Fact]
    public void Wrong_sizes_and_values_are_refused()
    {
        SimilarityMatrixData good = One(0.1, 0.2);

        Assert.Contains("2 x 2", Assert.Throws<ArgumentException>(() => SimilarityMatrixDrawing.From(good with { After = new double[2, 2] })).Message);
        Assert.Contains("before", Assert.Throws<ArgumentException>(() => SimilarityMatrixDrawing.From(One(double.NaN, 0))).Message);
        Assert.Contains("5 bytes", Assert.Throws<ArgumentException>(() => SimilarityMatrixDrawing.From(
            good with { Concepts = [new SimilarityConcept("rocket", new byte[5])] })).Message);
    }

    private static SimilarityMatrixData One(double before, double after) =>
        new([new SimilarityConcept("rocket", new byte[12], Side: 2, Target: true)], new[,] { { before } }, new[,] { { after } });
}
