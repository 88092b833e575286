using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>
/// Compares Inception-v3 with weights that a formula gives, so that a reference need not carry 27 million of them: they are written as a checkpoint and loaded as a
/// user's would be. <c>X.channel_mean</c> is the mean over the pixels of what module X puts out.
/// </summary>
public sealed class InceptionParity : IReferenceKind
{
    private const string Mean = ".channel_mean";

    // The input picture's place in the list of tensors.
    private const uint PicturePosition = 100_000;

    /// <inheritdoc/>
    public string Description => "an Inception-v3 with weights of a formula";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } = ["inputs.safetensors", "outputs.safetensors", "sample.safetensors"];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder) =>
        folder.Config is { } config && config["names"] is JsonArray && config["shapes"] is JsonObject shapes && shapes.ContainsKey("Mixed_7c.branch_pool.conv.weight");

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var config = folder.Config!;
        var (seed, size, batch) = (config["base"]!.GetValue<uint>(), config["image_size"]!.GetValue<long>(), config["batch"]!.GetValue<long>());
        var (inputs, outputs, sample) = (folder.Load("inputs.safetensors"), folder.Load("outputs.safetensors"), folder.Load("sample.safetensors"));
        var weights = Weights(config, seed);
        var picture = tensor([.. Formula(seed, PicturePosition, batch * 3 * size * size).Select(u => (float)(2 * u))], [batch, 3, size, size]);
        var rows = sample.Select(s => Comparison.Of($"formula: {s.Key}", s.Value, weights[s.Key].flatten().narrow(0, 0, s.Value.shape[0]), Comparison.Values)).ToList();
        rows = [.. Comparison.Summarise("formula", rows), Comparison.Of("picture", inputs["image_first64"], picture.flatten().narrow(0, 0, inputs["image_first64"].numel()), Comparison.Values)];
        using var network = LoadThroughFile(weights, device);
        foreach (var tensor in weights.Values) tensor.Dispose();
        using var states = new HiddenStates(network.Network, outputs.Keys.Where(k => k.EndsWith(Mean, StringComparison.Ordinal)).Select(k => k[..^Mean.Length]));
        var features = network.Features(picture.to(device));
        foreach (var (name, expected) in outputs)
        {
            var actual = name switch
            {
                "pooled" => features,
                "logits" => network.Classify(features),
                _ when name.EndsWith(Mean, StringComparison.Ordinal) => states[name[..^Mean.Length]]?.mean([2, 3]),
                _ => null,
            };
            rows.Add(actual is null ? new ParityRow($"{name}: the network has no such module", double.NaN, double.NaN, Comparison.Gradients) : Comparison.Of(name, expected, actual, Comparison.Gradients));
        }

        return rows;
    }

    private static InceptionV3 LoadThroughFile(Dictionary<string, Tensor> weights, Device device)
    {
        var file = Path.Combine(Path.GetTempPath(), $"inception-{Guid.NewGuid():N}.safetensors");
        try
        {
            SafetensorsWriter.Write(file, weights);
            return InceptionV3.Load(file, device);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Dictionary<string, Tensor> Weights(JsonObject config, uint seed)
    {
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var shapes = (JsonObject)config["shapes"]!;
        foreach (var (position, node) in ((JsonArray)config["names"]!).Index())
        {
            var name = node!.GetValue<string>();
            var shape = ((JsonArray)shapes[name]!).Select(extent => extent!.GetValue<long>()).ToArray();
            var (scale, shift) = Scale(name, shape);
            var values = new float[shape.Aggregate(1L, (product, extent) => product * extent)];
            foreach (var (index, u) in Formula(seed, (uint)position, values.Length).Index()) values[index] = (float)(shift + (scale * u));
            weights[name] = tensor(values, shape);
        }

        return weights;
    }

    private static (double Scale, double Shift) Scale(string name, long[] shape) => name switch
    {
        _ when shape.Length == 4 => (Math.Sqrt(24.0 / (shape[1] * shape[2] * shape[3])), 0),
        "fc.weight" => (Math.Sqrt(12.0 / shape[1]), 0),
        _ when name.EndsWith("running_var", StringComparison.Ordinal) => (0.5, 1),
        _ when name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal) => (0.2, 0),
        _ => (0.4, 1),
    };

    /// <summary>Numbers in [-0.5, 0.5): a hash of the place, as the reference's <c>_note</c> says.</summary>
    private static IEnumerable<double> Formula(uint seed, uint position, long count)
    {
        for (uint i = 0; i < count; i++)
        {
            var h = unchecked((i * 2654435761u) + ((seed + position) * 40503u) + 12345u);
            h = unchecked((h ^ (h >> 16)) * 0x45d9f3bu);
            h = unchecked((h ^ (h >> 16)) * 0x45d9f3bu);
            h ^= h >> 16;
            yield return (h / 4294967296.0) - 0.5;
        }
    }
}
