using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

public class LossTests
{
    private static readonly double[] Logits = [1, 2, 0.5, -1, 0, 3];
    private static readonly long[] Classes = [1, 0];

    [Fact]
    public void Cross_entropy_is_minus_the_log_probability()
    {
        using var scope = NewDisposeScope();
        double[] losses = [LogSum(1, 2, 0.5) - 2, LogSum(-1, 0, 3) + 1];
        var (input, target) = (Numbers.Of(Logits, 2, 3), tensor(Classes));
        Numbers.Equal(losses, functional.cross_entropy(input, target, reduction: Reduction.None));
        Numbers.Equal([losses.Sum()], functional.cross_entropy(input, target, reduction: Reduction.Sum));
        Numbers.Equal([losses.Average()], functional.cross_entropy(input, target));
        Numbers.Equal([losses.Average()], CrossEntropyLoss().call(input, target));
        Numbers.Equal([losses[1]], CrossEntropyLoss(ignore_index: 1).call(input, target));
        Numbers.Equal([(2 * losses[0] + 3 * losses[1]) / 5], CrossEntropyLoss(Numbers.Of([3, 2, 1], 3)).call(input, target));
    }

    [Fact]
    public void Label_smoothing_spreads_a_share_over_all_classes()
    {
        using var scope = NewDisposeScope();
        var sum = LogSum(1, 2, 0.5);
        var expected = 0.9 * (sum - 2) + 0.1 / 3 * (3 * sum - 3.5);
        Numbers.Equal([expected], functional.cross_entropy(Numbers.Of([1, 2, 0.5], 1, 3), tensor(new[] { 1L }), label_smoothing: 0.1));
    }

    [Fact]
    public void Cosine_embedding_is_one_minus_the_cosine()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Numbers.Of([3, 4, 1, 0], 2, 2), Numbers.Of([4, 3, 1, 1], 2, 2));
        var (first, second) = (24.0 / 25, 1 / Math.Sqrt(2));
        Numbers.Equal([1 - first, 1 - second], functional.cosine_embedding_loss(a, b, ones(2, dtype: ScalarType.Float64), reduction: Reduction.None), 1e-9);
        Numbers.Equal([(2 - first - second) / 2], CosineEmbeddingLoss().call(a, b, ones(2, dtype: ScalarType.Float64)), 1e-9);
        Numbers.Equal([first - 0.5], functional.cosine_embedding_loss(a[..1], b[..1], -ones(1, dtype: ScalarType.Float64), margin: 0.5), 1e-9);
    }

    [Fact]
    public void Squared_error()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Numbers.Of([1, 2], 2), Numbers.Of([3, 5], 2));
        Numbers.Equal([6.5], functional.mse_loss(a, b));
        Numbers.Equal([13], MSELoss(Reduction.Sum).call(a, b));
    }

    [Fact]
    public void Binary_cross_entropy_of_logits()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Numbers.Of([0.5, -2], 2), Numbers.Of([1, 0], 2));
        var (yes, no) = (Math.Log(1 + Math.Exp(-0.5)), Math.Log(1 + Math.Exp(-2)));
        Numbers.Equal([(yes + no) / 2], functional.binary_cross_entropy_with_logits(x, y));
        Numbers.Equal([3 * yes, no], BCEWithLogitsLoss(reduction: Reduction.None, pos_weights: tensor(3.0)).call(x, y));
        Numbers.Equal([2 * yes + 5 * no], functional.binary_cross_entropy_with_logits(x, y, Numbers.Of([2, 5], 2), Reduction.Sum));
    }

    [Fact]
    public void Gradients_match_differences()
    {
        using var target = tensor(Classes);
        using var signs = Numbers.Of([1, -1], 2);
        using var shares = Numbers.Of([1, 0, 0.25, 0.5], 2, 2);
        Numbers.Gradients(a => functional.cross_entropy(a[0], target), Numbers.Of(Logits, 2, 3));
        Numbers.Gradients(a => functional.cosine_embedding_loss(a[0], a[1], signs, -0.9), Numbers.Values(1, 2, 4), Numbers.Values(2, 2, 4));
        Numbers.Gradients(a => functional.mse_loss(a[0], a[1]), Numbers.Values(1, 2, 2), Numbers.Values(2, 2, 2));
        Numbers.Gradients(a => functional.binary_cross_entropy_with_logits(a[0], shares), Numbers.Values(1, 2, 2));
    }

    private static double LogSum(params double[] values) => Math.Log(values.Sum(Math.Exp));
}
