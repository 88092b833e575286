using Slug.Unlearning.Gradients;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests;

/// <summary>A direction of one layer; the tensor stays the caller's.</summary>
internal static class Directions
{
    public static GradientSet Of(string layer, Tensor direction) => GradientSet.Of("test", [KeyValuePair.Create(layer, direction.alias().DetachFromDisposeScope())]);
}
