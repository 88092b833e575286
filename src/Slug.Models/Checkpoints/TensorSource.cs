using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>A tensor that is made when it is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Make">Makes it; whoever asks disposes it.</param>
public sealed record TensorSource(string Name, ScalarType Type, IReadOnlyList<long> Shape, Func<Tensor> Make);
