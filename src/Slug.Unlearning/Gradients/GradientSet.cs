using Slug.Models.Checkpoints;
using Slug.Models.Numbers;
using static TorchSharp.torch;

namespace Slug.Unlearning.Gradients;

/// <summary>
/// The mean gradient of a loss with respect to every parameter, under the names of the checkpoint's layout. Always the gradient of the loss itself: a forget set's is the ascent
/// direction on <c>1 − cos</c>. (The reference stores its negative and steps against it, which is the same; METHOD section 1, Sign.)
/// </summary>
public sealed class GradientSet : IDisposable
{
    private const string LossKey = "loss";
    private const string SignKey = "sign";
    private const string SignValue = "gradient of the loss, mean over batches";
    private readonly SortedDictionary<string, Tensor> _tensors;

    internal GradientSet(SortedDictionary<string, Tensor> tensors, string loss, double meanLoss, int batches)
    {
        _tensors = tensors;
        Loss = loss;
        MeanLoss = meanLoss;
        Batches = batches;
    }

    /// <summary>Directions that were made otherwise, of gradients or of nothing but a thought.</summary>
    /// <param name="loss">What they climb.</param>
    /// <param name="tensors">A tensor of each layer's shape under its name; the set owns them.</param>
    public static GradientSet Of(string loss, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new GradientSet(new SortedDictionary<string, Tensor>(tensors.ToDictionary(), StringComparer.Ordinal), loss, 0, 0);
    }

    /// <summary>The name of the loss.</summary>
    public string Loss { get; }

    /// <summary>The mean of the batches' losses.</summary>
    public double MeanLoss { get; }

    /// <summary>How many batches were averaged.</summary>
    public int Batches { get; }

    /// <summary>The parameters' names, in ordinal order.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>Whether the gradient of a parameter was kept.</summary>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>The gradient of a parameter, of its shape. The set keeps it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public Tensor this[string name] => _tensors.TryGetValue(name, out var gradient)
        ? gradient
        : throw new KeyNotFoundException($"There is no gradient of a parameter '{name}' among the {_tensors.Count} that were kept; set grads.store to 'all' to keep every one.");

    /// <summary>Writes gradients as safetensors.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="only">The parameters whose gradient is written; null for all.</param>
    public void Save(string path, IReadOnlyCollection<string>? only = null) => SafetensorsWriter.Write(path, _tensors.Where(t => only?.Contains(t.Key) ?? true), new Dictionary<string, string>
    {
        [LossKey] = Loss,
        [SignKey] = SignValue,
        ["batches"] = Batches.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["mean_loss"] = MeanLoss.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
    });

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="CheckpointException">The file is not one of gradients in this project's convention.</exception>
    public static GradientSet Load(string path, Device? device = null)
    {
        using var file = SafetensorsFile.Open(path);
        var metadata = file.Header.Metadata;
        if (metadata.GetValueOrDefault(SignKey) != SignValue)
            throw new CheckpointException(path, [$"is not a file of gradients: its metadata does not say '{SignKey}: {SignValue}'. Run ComputeGrads again."]);
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        double.TryParse(metadata.GetValueOrDefault("mean_loss"), culture, out var meanLoss);
        int.TryParse(metadata.GetValueOrDefault("batches"), culture, out var batches);
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in file.Header.Entries)
        {
            tensors[entry.Name] = file.Load(entry.Name, device).DetachFromDisposeScope();
            FiniteNumbers.Require(tensors[entry.Name], $"the gradient '{entry.Name}' in {path}");
        }

        return new GradientSet(tensors, metadata.GetValueOrDefault(LossKey, ""), meanLoss, batches);
    }

    /// <summary>Disposes the gradients.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values) tensor.Dispose();
    }
}
