using Slug.Basics;
using Slug.Models.Classifiers;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Classifiers;

/// <summary>What a judge is trained on, before it is turned and coloured.</summary>
public sealed class ClassifierTrainingTests : IDisposable
{
    private const int Size = 8, Rows = 200;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Half_of_the_pictures_stay_sharp_and_the_others_are_softened_by_up_to_the_mean_of_three_by_three_pixels()
    {
        // One white pixel of 180 on black, at (4, 4): its mean over three by three pixels is 20.
        var pictures = zeros([1, 3, Size, Size], ScalarType.Byte);
        pictures[0, .., 4, 4] = tensor((byte)180);
        var batch = ClassifierTraining.Batch(pictures, [.. Enumerable.Repeat((0, 0, 0.0, false), Rows)], new SeededRandom(1));
        Assert.Equal([Rows, 3, Size, Size], batch.shape);
        var (centre, beside) = (batch[.., 0, 4, 4].to_type(ScalarType.Int32).data<int>().ToArray(), batch[.., 0, 4, 5].to_type(ScalarType.Int32).data<int>().ToArray());
        Assert.InRange(centre.Count(value => value == 180), Rows * 0.4, Rows * 0.6);
        Assert.InRange(centre.Min(), 20, 40);
        Assert.All(centre, value => Assert.InRange(value, 20, 180));
        // What the centre loses by a share of 160, its eight neighbours have by the same share of 20.
        Assert.All(centre.Zip(beside), c => Assert.InRange((180 - c.First) / 160.0 * 20, c.Second - 0.2, c.Second + 1.2));
    }

    [Fact]
    public void A_picture_of_nothing_is_the_mean_of_nine_by_nine_pixels()
    {
        var pictures = zeros([1, 3, 16, 16], ScalarType.Byte);
        pictures[0, .., 8, 8] = tensor((byte)243);
        var batch = ClassifierTraining.Batch(pictures, [.. Enumerable.Repeat((0, 0, 0.0, true), 20)], new SeededRandom(1));
        // 243 / 81, in all 81 places; softening moves none but those at the edge of the square.
        Assert.True(batch[.., .., 6..11, 6..11].eq(3).all().item<bool>());
    }
}
