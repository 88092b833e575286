using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Methods;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Methods;

/// <summary>Five weights in two layers, whose gradients are 3, -1 and 0, -2, 1.</summary>
public sealed class SaliencyMaskTests : IDisposable
{
    private readonly Two _model = new();
    private readonly GradientSet _gradients = GradientSet.Of("test", [KeyValuePair.Create("a", tensor(new float[] { 3, -1 })), KeyValuePair.Create("b", tensor(new float[] { 0, -2, 1 }))]);

    private sealed class Two : nn.Module
    {
        public Two()
            : base("two")
        {
            register_parameter("a", nn.Parameter(zeros(2)));
            register_parameter("b", nn.Parameter(zeros(3)));
        }

        public LayerSet Layers => new([new LayerParameter(this, "a", "a", LayerView.Whole, huggingFace: false), new LayerParameter(this, "b", "b", LayerView.Whole, huggingFace: false)]);
    }

    public void Dispose()
    {
        _gradients.Dispose();
        _model.Dispose();
    }

    [Theory]
    [InlineData(0, "00 000")]
    [InlineData(0.2, "10 000")]
    // Two weights, and 1.9 of five are one.
    [InlineData(0.4, "10 010")]
    [InlineData(0.39, "10 000")]
    // Of -1 and 1 the first in order.
    [InlineData(0.6, "11 010")]
    [InlineData(0.8, "11 011")]
    [InlineData(1, "11 111")]
    public void The_largest_gradients_are_in_it(double share, string expected)
    {
        using var mask = SaliencyMask.Of(_gradients, _model.Layers, share);
        Assert.Equal(expected, $"{Bits(mask["a"])} {Bits(mask["b"])}");
        using var flat = mask.Flat(_model.Layers, ["b", "a"]);
        Assert.Equal(expected[3..] + expected[..2], Bits(flat));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_share_is_between_none_and_all(double share) =>
        Assert.StartsWith("The share is between 0 and 1.", Assert.Throws<ArgumentOutOfRangeException>(() => SaliencyMask.Of(_gradients, _model.Layers, share)).Message);

    [Fact]
    public void It_owns_its_tensors()
    {
        var mask = SaliencyMask.Of(_gradients, _model.Layers, 0.5);
        var part = mask["a"];
        mask.Dispose();
        Assert.True(part.IsInvalid);
    }

    private static string Bits(Tensor mask) => string.Concat(mask.data<bool>().ToArray().Select(b => b ? '1' : '0'));
}
