using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>A tensor that is made when it is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Make">Makes it; whoever asks disposes it.</param>
public sealed record TensorSource(string Name, ScalarType Type, IReadOnlyList<long> Shape, Func<Tensor> Make)
{
    /// <summary>What programs of PyTorch's world want to be told in a safetensors file.</summary>
    internal static IReadOnlyDictionary<string, string> Format { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    /// <summary>All tensors of a checkpoint, under other names where some are given.</summary>
    public static IEnumerable<TensorSource> AllOf(ICheckpointFile file, Func<string, string>? rename = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Entries.Select(entry => new TensorSource(rename?.Invoke(entry.Name) ?? entry.Name, entry.Type, entry.Shape, () => file.TryShare(entry.Name) ?? file.Load(entry.Name)));
    }
}
