using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>Refuses weights that are no numbers: a model with them computes without an error, and every result is worthless.</summary>
public static class FiniteWeights
{
    /// <summary>Looks at every weight, as the single precision that models are kept in sees it.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="cancellation">Stops between two tensors.</param>
    /// <exception cref="CheckpointException">All tensors that hold infinite values or no numbers, with how many.</exception>
    public static void Require(ICheckpointFile file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (Problems(file, cancellation) is { Count: > 0 } problems) throw new CheckpointException(file.Path, problems);
    }

    /// <summary>All tensors that hold infinite values or no numbers, with how many; a line each.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="cancellation">Stops between two tensors.</param>
    internal static IReadOnlyList<string> Problems(ICheckpointFile file, CancellationToken cancellation = default)
    {
        var problems = new List<string>();
        foreach (var entry in file.Entries.Where(e => e.Type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var values = file.Load(entry.Name).to_type(ScalarType.Float32);
            var count = values.numel() - values.isfinite().sum().item<long>();
            if (count > 0) problems.Add($"'{entry.Name}' holds {count} of {values.numel()} numbers that are {(values.isnan().any().item<bool>() ? "NaN" : "infinite")}: training diverged, or the file is damaged.");
        }

        return problems;
    }
}
