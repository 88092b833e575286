using System.Diagnostics;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Benchmarks;

/// <summary>
/// One step of a search that encodes every name and every image anew, whatever layer it changes. Where a whole step would take too long, part of
/// both is measured, and the rest taken to cost the same.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="captions">The names' ids, <c>[names, tokens]</c>, padded as this way of searching pads them.</param>
/// <param name="images">The images.</param>
/// <param name="captionBatch">Names at a time.</param>
/// <param name="imageBatch">Images at a time.</param>
/// <param name="seconds">When to stop with the names, and with the images; null for a whole step.</param>
public sealed class PlainSearch(ClipModel model, Tensor captions, Tensor images, int captionBatch, int imageBatch, double? seconds)
{
    private const int WarmUp = 16;

    /// <summary>Seconds that one step takes.</summary>
    /// <param name="part">What was measured for it, in words.</param>
    public double SecondsOfStep(out string part)
    {
        var (names, nameSeconds) = Measure(model.TextTower, captions, captionBatch);
        var (pictures, pictureSeconds) = Measure(model.Visual, images, imageBatch);
        part = $"{names} names, {pictures} images";
        return (nameSeconds / names * captions.shape[0]) + (pictureSeconds / pictures * images.shape[0]);
    }

    /// <summary>Encodes batches from the first on until the seconds are over or there are none left; a few rows once before, to warm up.</summary>
    private (long Rows, double Seconds) Measure(ITower tower, Tensor inputs, int batch)
    {
        using var noGrad = no_grad();
        Encode(0, Math.Min(batch, WarmUp));
        var clock = Stopwatch.StartNew();
        long done = 0;
        while (done < inputs.shape[0] && (seconds is null || clock.Elapsed.TotalSeconds < seconds)) done += Encode(done, batch);
        return (done, clock.Elapsed.TotalSeconds);

        long Encode(long start, int count)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(count, inputs.shape[0] - start);
            tower.Encode(inputs.narrow(0, start, rows));
            return rows;
        }
    }
}
