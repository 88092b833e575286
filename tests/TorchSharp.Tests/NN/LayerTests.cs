using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[Collection("alone")]
public class LayerTests
{
    private static readonly double[] Unit = [1, 2, 3, 4];

    [Fact]
    public void Linear_is_x_times_the_transposed_weight_and_the_bias()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(2, 3, dtype: ScalarType.Float64);
        using (no_grad())
        {
            linear.weight.copy_(Numbers.Of([1, 2, 3, 4, 5, 6], 3, 2));
            linear.bias!.copy_(Numbers.Of([0.5, -0.5, 1], 3));
        }
        Numbers.Equal([1 * 10 + 2 * 20 + 0.5, 3 * 10 + 4 * 20 - 0.5, 5 * 10 + 6 * 20 + 1], linear.call(Numbers.Of([10, 20], 1, 2)));
        Assert.Equal((2, 3), (linear.in_features, linear.out_features));
    }

    [Fact]
    public void Linear_starts_within_its_bound_and_from_the_seed()
    {
        manual_seed(3);
        using var first = nn.Linear(16, 8);
        manual_seed(3);
        using var second = nn.Linear(16, 8);
        Numbers.Equal(first.weight, second.weight, 0);
        Numbers.Equal(first.bias!, second.bias!, 0);
        Assert.All(Numbers.Flat(first.weight).Concat(Numbers.Flat(first.bias!)), value => Assert.InRange(value, -0.25, 0.25));
        Assert.True(Numbers.Flat(first.weight).Max() > 0.2);
    }

    [Fact]
    public void Linear_without_bias_has_one_parameter()
    {
        using var linear = nn.Linear(2, 3, hasBias: false);
        Assert.Equal(["weight"], linear.named_parameters().Select(p => p.name));
        Assert.Null(linear.bias);
    }

    [Fact]
    public void Linear_takes_new_parameters()
    {
        using var linear = nn.Linear(2, 3);
        var old = linear.weight;
        linear.weight = nn.Parameter(ones(3, 2));
        linear.bias = null;
        Assert.True(old.IsInvalid);
        Assert.Equal(["weight"], linear.state_dict().Keys);
        using var output = linear.call(ones(1, 2));
        Numbers.Equal([2, 2, 2], output);
    }

    [Fact]
    public void Linear_gradients_match_differences() =>
        Numbers.Gradients(a => nn.functional.linear(a[0], a[1], a[2]), Numbers.Values(1, 2, 3), Numbers.Values(2, 4, 3), Numbers.Values(3, 4));

    [Fact]
    public void Layer_norm_centres_and_scales_the_last_dimension()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.LayerNorm(4, dtype: ScalarType.Float64);
        // Mean 2.5, variance 1.25.
        Numbers.Equal(Unit.Select(x => (x - 2.5) / Math.Sqrt(1.25 + 1e-5)).ToArray(), norm.call(Numbers.Of(Unit, 1, 4)));
        Assert.Equal(["weight", "bias"], norm.named_parameters().Select(p => p.name));
        using var plain = nn.LayerNorm([2, 2], elementwise_affine: false);
        Assert.Empty(plain.parameters());
        Assert.Equal([2L, 2L], plain.normalized_shape);
    }

    [Fact]
    public void Layer_norm_gradients_match_differences() =>
        Numbers.Gradients(a => nn.functional.layer_norm(a[0], [5], a[1], a[2]), Numbers.Values(1, 3, 5), Numbers.Values(2, 5), Numbers.Values(3, 5));

    [Fact]
    public void Embedding_looks_rows_up_and_adds_gradients_of_equal_ids()
    {
        using var scope = NewDisposeScope();
        using var embedding = nn.Embedding(5, 2, dtype: ScalarType.Float64);
        var table = embedding.get_parameter("weight")!;
        using (no_grad())
            table.copy_(Numbers.Values(4, 5, 2));
        var rows = Numbers.Flat(table).Chunk(2).ToArray();
        var output = embedding.call(tensor([1L, 3L, 1L, 0L]).reshape(2, 2));
        Assert.Equal([2L, 2L, 2L], output.shape);
        Numbers.Equal([.. rows[1], .. rows[3], .. rows[1], .. rows[0]], output);
        output.sum().backward();
        Numbers.Equal([1, 1, 2, 2, 0, 0, 1, 1, 0, 0], table.grad!);
        Assert.Equal(["weight"], embedding.state_dict().Keys);
    }

    [Fact]
    public void Embedding_of_a_padding_id_is_zero_and_takes_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var embedding = nn.Embedding(3, 2, padding_idx: 1);
        var output = embedding.call(tensor([1L, 2L]));
        Numbers.Equal([0, 0], output[0]);
        output.sum().backward();
        Numbers.Equal([0, 0, 0, 0, 1, 1], embedding.get_parameter("weight")!.grad!);
    }

    [Fact]
    public void Embedding_takes_a_given_table()
    {
        using var scope = NewDisposeScope();
        var table = Numbers.Values(1, 3, 2);
        using var embedding = nn.Embedding_from_pretrained(table, freeze: false);
        Numbers.Equal(table[2], embedding.call(tensor([2L]))[0]);
        Assert.True(embedding.parameters().Single().requires_grad);
    }

    [Fact]
    public void Convolution_of_patches_is_a_matrix_product()
    {
        using var scope = NewDisposeScope();
        using var patches = nn.Conv2d(2, 3, kernel_size: 2, stride: 2, bias: false, dtype: ScalarType.Float64);
        var images = Numbers.Values(1, 1, 2, 4, 4);
        var rows = images.reshape(1, 2, 2, 2, 2, 2).permute(0, 2, 4, 1, 3, 5).reshape(4, 8);
        var expected = rows.matmul(patches.weight.reshape(3, 8).t()).t().reshape(1, 3, 2, 2);
        Numbers.Equal(expected, patches.call(images));
        Assert.Equal(["weight"], patches.state_dict().Keys);
        Assert.Equal([3L, 2L, 2L, 2L], patches.weight.shape);
        Assert.Throws<ArgumentException>(() => patches.call(zeros(1, 3, 4, 4)));
    }

    [Fact]
    public void Convolution_pads_by_number_and_by_name()
    {
        using var scope = NewDisposeScope();
        using var number = nn.Conv2d(1, 1, kernel_size: 3, padding: 1, dtype: ScalarType.Float64);
        using var name = nn.Conv2d(1, 1, 3, Padding.Same, dtype: ScalarType.Float64);
        name.load_state_dict(number.state_dict());
        var images = Numbers.Values(2, 2, 1, 5, 5);
        Assert.Equal([2L, 1L, 5L, 5L], number.call(images).shape);
        Numbers.Equal(number.call(images), name.call(images));
    }

    [Fact]
    public void Convolution_gradients_match_differences() => Numbers.Gradients(
        a => nn.functional.conv2d(a[0], a[1], a[2], strides: [2, 1], padding: [1, 0]),
        Numbers.Values(1, 2, 2, 4, 3), Numbers.Values(2, 3, 2, 3, 2), Numbers.Values(3, 3));

    [Fact]
    public void Dropout_zeros_and_scales_while_training_only()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var dropout = nn.Dropout(0.25);
        var input = ones(4000);
        var trained = Numbers.Flat(dropout.call(input));
        Assert.All(trained, value => Assert.True(value == 0 || Math.Abs(value - 4.0 / 3) < 1e-6));
        Assert.InRange(trained.Count(value => value == 0), 800, 1200);
        dropout.eval();
        Numbers.Equal(input, dropout.call(input), 0);
    }

    [Fact]
    public void Identity_gives_a_reference_of_its_own()
    {
        using var input = ones(2);
        using var identity = nn.Identity();
        identity.call(input).Dispose();
        Assert.False(input.IsInvalid);
    }
}
