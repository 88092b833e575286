using System.Globalization;
using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Unlearning.Moments;

/// <summary>
/// The sums of <c>x xᵀ</c> over the inputs x of linear layers, float64 <c>[in, in]</c> under the name of the module's parameter that takes them, and how
/// many inputs were summed. Sums of disjoint sets add up, and the sum of a part can be taken off again.
/// </summary>
public sealed class SecondMoments : IDisposable
{
    private const string KindKey = "kind", Kind = "sums of outer products of the layers' inputs", Rows = "rows ";
    private readonly SortedDictionary<string, (Tensor Sum, long Rows)> _sums;

    internal SecondMoments(IEnumerable<KeyValuePair<string, (Tensor Sum, long Rows)>> sums) => _sums = new(sums.ToDictionary(), StringComparer.Ordinal);

    /// <summary>The parameters whose inputs were summed, in ordinal order.</summary>
    public IEnumerable<string> Parameters => _sums.Keys;

    /// <summary>Bytes that the sums take, in memory and in a file.</summary>
    public long Bytes => _sums.Values.Sum(s => s.Sum.numel() * sizeof(double));

    /// <summary>Whether the inputs of a parameter were summed.</summary>
    public bool Contains(string parameter) => _sums.ContainsKey(parameter);

    /// <summary>How many inputs of a parameter were summed: tokens, patches or pooled vectors.</summary>
    public long RowsOf(string parameter) => _sums[parameter].Rows;

    /// <summary><c>C = mean(x xᵀ)</c> of a parameter's inputs, float64 <c>[in, in]</c>; the caller's.</summary>
    /// <exception cref="InvalidOperationException">No input was summed, or all were taken off.</exception>
    public Tensor MeanOf(string parameter)
    {
        using var noGrad = no_grad();
        var (sum, rows) = _sums[parameter];
        return rows > 0
            ? sum.div(rows)
            : throw new InvalidOperationException($"No input of '{parameter}' is left to take the second moment of: the retain set holds nothing beside the concept.");
    }

    /// <summary>Takes off the sums of a part of what was summed here, such as a concept's own pairs.</summary>
    /// <exception cref="ArgumentException">It is no part: it was taken of other parameters, or of more inputs.</exception>
    public void Subtract(SecondMoments part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!part.Parameters.SequenceEqual(Parameters) || Parameters.Any(p => part.RowsOf(p) > RowsOf(p)))
            throw new ArgumentException("These sums are not those of a part of the inputs.", nameof(part));
        using var noGrad = no_grad();
        foreach (var parameter in _sums.Keys.ToList())
        {
            var (sum, rows) = _sums[parameter];
            using var own = part._sums[parameter].Sum.to(sum.device);
            _sums[parameter] = (sum.sub_(own), rows - part.RowsOf(parameter));
        }
    }

    /// <summary>Writes the sums as safetensors.</summary>
    public void Save(string path)
    {
        var metadata = _sums.ToDictionary(s => Rows + s.Key, s => s.Value.Rows.ToString(CultureInfo.InvariantCulture));
        metadata[KindKey] = Kind;
        SafetensorsWriter.Write(path, _sums.Select(s => KeyValuePair.Create(s.Key, s.Value.Sum)), metadata);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="only">The parameters to read; null for all.</param>
    /// <param name="device">Where to; null is the CPU.</param>
    /// <exception cref="CheckpointException">The file is not one of such sums.</exception>
    public static SecondMoments Load(string path, Func<string, bool>? only = null, Device? device = null)
    {
        using var file = SafetensorsFile.Open(path);
        var metadata = file.Header.Metadata;
        if (metadata.GetValueOrDefault(KindKey) != Kind) throw new CheckpointException(path, [$"is not a file of {Kind}. Run ComputeGrads again."]);
        return new SecondMoments(file.Header.Entries.Where(e => only?.Invoke(e.Name) ?? true).Select(e => KeyValuePair.Create(
            e.Name,
            (file.Load(e.Name, device).DetachFromDisposeScope(), long.Parse(metadata.GetValueOrDefault(Rows + e.Name, "0"), CultureInfo.InvariantCulture)))).ToList());
    }

    /// <summary>Disposes the sums.</summary>
    public void Dispose()
    {
        foreach (var (sum, _) in _sums.Values) sum.Dispose();
    }
}
