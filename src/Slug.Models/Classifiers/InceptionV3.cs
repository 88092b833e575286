using Slug.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Classifiers;

/// <summary>
/// torchvision's Inception-v3 (Szegedy et al. 2015), whose pooled features the Fréchet distance of UnlearnCanvas is computed on. The network is
/// the package TorchVision's; here it is loaded from PyTorch's checkpoint and run module by module, so that activations do not pile up.
/// </summary>
public sealed class InceptionV3 : IDisposable
{
    /// <summary>Width of the pooled features.</summary>
    public const int FeatureWidth = 2048;

    /// <summary>Smallest height and width of a picture.</summary>
    public const int SmallestPicture = 75;

    // The path of a picture; AuxLogits belongs to the training.
    private static readonly string[] Stages =
    [
        "Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3", "maxpool1", "Conv2d_3b_1x1", "Conv2d_4a_3x3", "maxpool2", "Mixed_5b", "Mixed_5c", "Mixed_5d",
        "Mixed_6a", "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e", "Mixed_7a", "Mixed_7b", "Mixed_7c",
    ];

    // ImageNet's, by channel.
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f];

    private readonly TorchSharp.Modules.InceptionV3 _network;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _stages;
    private readonly nn.Module<Tensor, Tensor> _head;
    private readonly ScalarType _type;

    private InceptionV3(TorchSharp.Modules.InceptionV3 network, ScalarType type, bool transformsInput)
    {
        (_network, _type, TransformsInput) = (network, type, transformsInput);
        var children = network.named_children().ToDictionary(c => c.Item1, c => (nn.Module<Tensor, Tensor>)c.Item2, StringComparer.Ordinal);
        _stages = [.. Stages.Select(stage => children[stage])];
        _head = children["fc"];
    }

    /// <summary>Whether colours are changed first as torchvision does before its own weights; see <see cref="Transformed"/>.</summary>
    public bool TransformsInput { get; }

    /// <summary>The network with its modules' names.</summary>
    internal nn.Module Network => _network;

    /// <summary>Loads the network from a checkpoint in torchvision's layout, such as <c>inception_v3_google-0cc3c7bd.pth</c>; ready to classify.</summary>
    /// <param name="path">The checkpoint. The training's head (<c>AuxLogits</c>) may be left out.</param>
    /// <param name="device">Where the network goes; null is the CPU.</param>
    /// <param name="type">In what numbers it computes.</param>
    /// <param name="transformsInput">See <see cref="TransformsInput"/>; torchvision's <c>transform_input</c>, which it sets with its own weights.</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static InceptionV3 Load(string path, Device? device = null, ScalarType type = ScalarType.Float32, bool transformsInput = false)
    {
        using var file = CheckpointFiles.Open(path);
        var entries = file.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        if (!entries.TryGetValue("fc.weight", out var head) || head.Shape is not [var classes, FeatureWidth])
            throw new CheckpointException(path, [$"is no Inception-v3 in torchvision's layout: it lacks 'fc.weight' [classes, {FeatureWidth}]."]);
        var network = torchvision.models.inception_v3((int)classes);
        try
        {
            Fill(network, file, entries);
            network.to(device ?? CPU, type);
            network.eval();
            return new InceptionV3(network, type, transformsInput);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The pooled features, <c>[batch, 2048]</c> in single precision, of pictures <c>[batch, 3, height, width]</c> in [-1, 1], 299 pixels high and wide in the benchmark.</summary>
    public Tensor Features(Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.dim() != 4 || pictures.shape[1] != 3 || pictures.shape[2] < SmallestPicture || pictures.shape[3] < SmallestPicture)
            throw new ArgumentException($"Inception takes pictures [batch, 3, {SmallestPicture} or more, {SmallestPicture} or more], not [{string.Join(", ", pictures.shape)}].", nameof(pictures));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var hidden = (TransformsInput ? Transformed(pictures) : pictures.alias()).to_type(_type);
        foreach (var stage in _stages)
        {
            using var inner = NewDisposeScope();
            var next = stage.call(hidden).MoveToOuterDisposeScope();
            hidden.Dispose();
            hidden = next;
        }

        return hidden.to_type(ScalarType.Float32).mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Pictures as torchvision's <c>transform_input</c> makes them: it takes what it is given for normalised by ImageNet's mean and deviation, and brings that to
    /// [-1, 1]. UnlearnCanvas' script hands it pictures that are in [-1, 1] already.
    /// </summary>
    /// <param name="pictures"><c>[batch, 3, height, width]</c>.</param>
    public static Tensor Transformed(Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        using var scope = NewDisposeScope();
        var (deviation, mean) = (tensor(Deviation, [1, 3, 1, 1], device: pictures.device), tensor(Mean, [1, 3, 1, 1], device: pictures.device));
        return pictures.mul(deviation.div(0.5)).add(mean.sub(0.5).div(0.5)).MoveToOuterDisposeScope();
    }

    /// <summary>The classes' logits of pooled features.</summary>
    public Tensor Classify(Tensor features) => _head.call(features);

    /// <summary>Disposes the network.</summary>
    public void Dispose() => _network.Dispose();

    private static void Fill(nn.Module network, ICheckpointFile file, Dictionary<string, CheckpointEntry> entries)
    {
        var targets = network.named_parameters().Select(p => (p.name, Tensor: (Tensor)p.parameter)).Concat(network.named_buffers().Select(b => (name: b.Item1, Tensor: b.Item2)))
            .DistinctBy(t => t.name).ToDictionary(t => t.name, t => t.Tensor, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (name, target) in targets)
        {
            if (!entries.TryGetValue(name, out var entry))
            {
                if (!IsOptional(name)) problems.Add($"'{name}' [{string.Join(", ", target.shape)}] is missing.");
            }
            else if (!entry.Shape.SequenceEqual(target.shape))
            {
                problems.Add($"'{name}' has shape [{string.Join(", ", entry.Shape)}], the model needs [{string.Join(", ", target.shape)}].");
            }
        }

        problems.AddRange(entries.Keys.Where(name => !targets.ContainsKey(name)).Select(name => $"'{name}' is unexpected: the model has no such tensor."));
        if (problems.Count > 0) throw new CheckpointException(file.Path, problems);
        using var noGrad = no_grad();
        foreach (var (name, target) in targets.Where(t => entries.ContainsKey(t.Key)))
        {
            using var source = file.Load(name);
            target.copy_(source);
        }
    }

    private static bool IsOptional(string name) =>
        name.StartsWith("AuxLogits.", StringComparison.Ordinal) || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);
}
