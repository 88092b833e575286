using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

public sealed class FiniteScanTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(ScalarType.Float16, 65504.0)]
    [InlineData(ScalarType.BFloat16, 3.3e38)]
    [InlineData(ScalarType.Float32, 3.4e38)]
    [InlineData(ScalarType.Float64, 1.7e308)]
    public void One_value_that_is_no_number_is_found_wherever_it_is_and_large_ones_pass(ScalarType type, double largest)
    {
        // Shorter than a vector, with a rest after whole vectors, and of several pieces.
        foreach (var count in new[] { 1, 3, 67, 1000, 1 << 20, 1_500_001 })
        {
            var numbers = full([count], -largest, dtype: type);
            Assert.True(FiniteScan.IsFinite(numbers), $"{type}, {count}");
            foreach (var place in new[] { 0, count / 2, count - 1 })
            {
                foreach (var wrong in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
                {
                    var damaged = numbers.clone();
                    damaged[place] = tensor(wrong, dtype: type);
                    Assert.False(FiniteScan.IsFinite(damaged), $"{type}, {count}, {place}, {wrong}");
                }
            }
        }
    }

    [Fact]
    public void Of_a_part_only_the_part_is_looked_at_whatever_its_strides()
    {
        var numbers = ones(5, 7);
        numbers[2, 3] = tensor(float.NaN);
        Assert.False(FiniteScan.IsFinite(numbers.t()));
        Assert.True(FiniteScan.IsFinite(numbers[..2]));
        Assert.True(FiniteScan.IsFinite(numbers.t()[..3]));
        Assert.False(FiniteScan.IsFinite(numbers.t()[3..4]));
        Assert.True(FiniteScan.IsFinite(tensor(1f)));
        Assert.True(FiniteScan.IsFinite(zeros(0)));
        // A sum beyond its type is no fault of the numbers.
        Assert.True(FiniteScan.IsFinite(full([2, 3], 3e38f).t()));
    }
}
