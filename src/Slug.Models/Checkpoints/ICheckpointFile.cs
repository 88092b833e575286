using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>A tensor of a checkpoint, not yet read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
public sealed record CheckpointEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape);

/// <summary>A checkpoint opened for reading, whatever its format: names and shapes are known, tensors are read when asked for.</summary>
public interface ICheckpointFile : IDisposable
{
    /// <summary>The file's path.</summary>
    string Path { get; }

    /// <summary>The tensors, in the file's order.</summary>
    IReadOnlyList<CheckpointEntry> Entries { get; }

    /// <summary>What else lies in the file and is left out, a phrase each: the state of a training program, tensors of another model.</summary>
    IReadOnlyList<string> LeftOut => [];

    /// <summary>Copies one tensor out of the file, contiguous, to the CPU. The caller disposes it.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or its data is damaged.</exception>
    Tensor Load(string name);

    /// <summary>
    /// Copies one tensor into <paramref name="target"/>, which has its shape, converting element type and device on the way. Formats that can
    /// read straight into a tensor's memory do, so that a checkpoint of gigabytes never stands in memory twice.
    /// </summary>
    /// <exception cref="CheckpointException">There is no such tensor, or its data is damaged.</exception>
    void CopyTo(string name, Tensor target)
    {
        using var source = Load(name);
        using var noGrad = no_grad();
        target.copy_(source);
    }

    /// <summary>
    /// One tensor in the file's own memory, mapped: nothing is copied, pages are read when they are looked at. What is written to the tensor stays in this process.
    /// It outlives this object, but not the file's bytes: see <see cref="MappedFile"/>. The caller disposes it.
    /// </summary>
    /// <returns>Null where a format, or the place of the numbers in the file, does not allow it.</returns>
    /// <exception cref="CheckpointException">There is no such tensor, or the file was cut off.</exception>
    Tensor? TryShare(string name) => null;
}
