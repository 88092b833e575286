using Slug.Models.Clip;
using Slug.Models.Devices;
using Slug.Models.Numbers;
using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>Encodes many inputs batch by batch, without gradients.</summary>
public static class FeatureEncoding
{
    /// <summary>The batch size where the caller has no reason for another.</summary>
    public const int DefaultBatch = 256;

    /// <summary>Features of length one of every row of <paramref name="inputs"/>, <c>[inputs, embed]</c>, on the model's device.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="inputs">Normalised images <c>[inputs, 3, height, width]</c> or token ids <c>[inputs, tokens]</c>, on any device.</param>
    /// <param name="device">The model's device.</param>
    /// <param name="batchSize">Inputs at a time.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static Tensor Encode(ITower tower, Tensor inputs, Device device, int batchSize = DefaultBatch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tower);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (inputs.shape[0] == 0) throw new ArgumentException("There is nothing to encode.", nameof(inputs));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long start = 0; start < inputs.shape[0]; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var part = inputs.narrow(0, start, Math.Min(batchSize, inputs.shape[0] - start));
            parts.Add(tower.Encode(Accelerator.Send(part, device)).MoveToOuterDisposeScope());
        }

        return Checked(parts.Count == 1 ? parts[0] : cat(parts), "features of pictures").MoveToOuterDisposeScope();
    }

    /// <summary>Features of length one of captions, <c>[captions, embed]</c>, in batches of like length.</summary>
    /// <param name="tower">The text tower.</param>
    /// <param name="tokens">Caption ids, int64 <c>[captions, tokens]</c>, on any device.</param>
    /// <param name="device">The model's device.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static Tensor EncodeCaptions(TextTower tower, Tensor tokens, Device device, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tower);
        ArgumentNullException.ThrowIfNull(tokens);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var batches = CaptionBatches.Of(tokens.to(device));
        var features = new List<Tensor>();
        foreach (var part in batches.Parts)
        {
            cancellation.ThrowIfCancellationRequested();
            features.Add(tower.Encode(part));
        }

        return Checked(batches.InOrder(cat(features)), "features of captions").MoveToOuterDisposeScope();
    }

    private static Tensor Checked(Tensor features, string what)
    {
        FiniteNumbers.Require(features, what);
        return features;
    }
}
