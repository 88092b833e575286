using Slug.Data.Images;
using Slug.Models.Checkpoints;
using Slug.Models.Parity;

namespace Slug.Experiments.Parity;

/// <summary>Compares the evaluation transform with what the reference transform (Pillow) made of the same image files.</summary>
public static class PreprocessParity
{
    /// <summary>The file with the expected tensors: <c>NAME/clip</c>, float32 <c>[3, size, size]</c>, for each image file NAME beside it.</summary>
    public const string Expected = "expected.safetensors";

    /// <summary>Largest error in the normalised tensor for lossless formats, and for JPEG, whose decoders differ by up to 3 of 255 levels.</summary>
    private const double Lossless = 0.02, Jpeg = 0.05;

    private const string Suffix = "/clip";

    /// <summary>Runs the comparison.</summary>
    /// <param name="folder">The folder with the images and <see cref="Expected"/>.</param>
    public static IReadOnlyList<ParityRow> Run(string folder)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder, Expected));
        return [.. file.Header.Entries.Where(e => e.Name.EndsWith(Suffix, StringComparison.Ordinal)).Select(e => Compare(folder, file, e.Name))];
    }

    private static ParityRow Compare(string folder, SafetensorsFile file, string name)
    {
        using var expected = file.Load(name);
        var image = name[..^Suffix.Length];
        var actual = new ClipTransform((int)expected.shape[^1]).Apply(File.ReadAllBytes(Path.Combine(folder, image)));
        var reference = expected.data<float>().ToArray();
        var error = reference.Zip(actual, (r, a) => (double)Math.Abs(r - a)).Max();
        var magnitude = reference.Max(r => (double)Math.Abs(r));
        var tolerance = image.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) ? Jpeg : Lossless;
        return new ParityRow($"transform of {image}", error, error / magnitude, tolerance / magnitude);
    }
}
