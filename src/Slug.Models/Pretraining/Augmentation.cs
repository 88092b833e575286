using Slug.Basics;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Pretraining;

/// <summary>
/// Augments a batch of images at once, on its device: one affine resampling for flip, scale, shift and rotation, one affine map of the
/// colours for saturation, brightness and contrast. What comes into view from outside the image is white.
/// </summary>
public sealed class Augmentation(AugmentationOptions options, SeededRandom random)
{
    private static readonly double[] Luma = [0.299, 0.587, 0.114];
    private static readonly double[] Identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>Draws an augmentation for each image and applies it.</summary>
    /// <param name="images">Bytes, uint8 <c>[batch, 3, height, width]</c>.</param>
    /// <returns>The model's input, normalised float32 <c>[batch, 3, height, width]</c>.</returns>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var (batch, height, width) = (images.shape[0], images.shape[2], images.shape[3]);
        var geometry = new float[batch * 6];
        var mixing = new float[batch * 9];
        var offset = new float[batch * 3];
        for (var i = 0; i < batch; i++)
        {
            DrawGeometry(geometry.AsSpan(i * 6, 6));
            DrawColour(mixing.AsSpan(i * 9, 9), offset.AsSpan(i * 3, 3));
        }

        // Sampled as the distance from white, so that the zeros outside the image are white.
        var ink = images.to_type(ScalarType.Float32).div_(255).sub_(1);
        var grid = nn.functional.affine_grid(tensor(geometry, [batch, 2, 3], device: images.device), [batch, 3, height, width], align_corners: false);
        var moved = nn.functional.grid_sample(ink, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false).add_(1);
        var coloured = tensor(mixing, [batch, 3, 3], device: images.device).bmm(moved.view(batch, 3, height * width))
            .add_(tensor(offset, [batch, 3, 1], device: images.device)).clamp_(0, 1);
        return ClipNormalization.Apply(coloured.view(batch, 3, height, width)).MoveToOuterDisposeScope();
    }

    /// <summary>The map from output to input coordinates, both in half widths from the centre.</summary>
    private void DrawGeometry(Span<float> theta)
    {
        var flip = random.NextDouble() < options.Flip ? -1 : 1;
        var scale = Around(1, options.Scale);
        var angle = Around(0, options.Rotation);
        var (sin, cos) = Math.SinCos(angle);
        theta[0] = (float)(scale * cos * flip);
        theta[1] = (float)(-scale * sin);
        theta[2] = (float)Around(0, options.Shift);
        theta[3] = (float)(scale * sin * flip);
        theta[4] = (float)(scale * cos);
        theta[5] = (float)Around(0, options.Shift);
    }

    /// <summary>
    /// <c>contrast·(brightness·(saturation·y + (1 − saturation)·grey(y)) − ½) + ½</c> as a matrix and an offset, of y with the hue turned.
    /// </summary>
    private void DrawColour(Span<float> matrix, Span<float> offset)
    {
        var saturation = Around(1, options.Colour);
        var brightness = Around(1, options.Colour);
        var contrast = Around(1, options.Colour);
        // What is not asked for draws no number, so that older options give the pictures that they gave.
        if (options.Grey is > 0 and var grey && random.NextDouble() < grey) saturation = 0;
        var hue = options.Hue is > 0 and var range ? HueTurn(Around(0, range)) : Identity;
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var mixed = 0.0;
                for (var k = 0; k < 3; k++) mixed += (((1 - saturation) * Luma[k]) + (row == k ? saturation : 0)) * hue[(3 * k) + column];
                matrix[(row * 3) + column] = (float)(contrast * brightness * mixed);
            }

            offset[row] = (float)(0.5 * (1 - contrast));
        }
    }

    /// <summary>A rotation of red, green and blue about the axis of greys (Rodrigues), row by row; greys stay.</summary>
    private static double[] HueTurn(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (same, up, down) = (cos + ((1 - cos) / 3), ((1 - cos) / 3) - (sin / Math.Sqrt(3)), ((1 - cos) / 3) + (sin / Math.Sqrt(3)));
        return [same, up, down, down, same, up, up, down, same];
    }

    private double Around(double centre, double range) => random.NextDouble(centre - range, centre + range);
}
