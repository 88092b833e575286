using static TorchSharp.torch;

namespace Slug.Models.Tests;

internal static class TensorComparison
{
    /// <summary>Whether two tensors have the same shape, type and elements.</summary>
    public static bool SameAs(this Tensor tensor, Tensor other) =>
        tensor.dtype == other.dtype && tensor.shape.SequenceEqual(other.shape) && tensor.eq(other).all().item<bool>();
}
