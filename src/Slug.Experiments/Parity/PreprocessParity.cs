using Slug.Data.Images;
using Slug.Models.Checkpoints;
using Slug.Models.Parity;
using static TorchSharp.torch;

namespace Slug.Experiments.Parity;

/// <summary>Compares the evaluation transform with what the reference transform (Pillow) made of the same image files.</summary>
public sealed class PreprocessParity : IReferenceKind
{
    /// <summary>The file with the expected tensors: <c>NAME/clip</c>, float32 <c>[3, size, size]</c>, for each image file NAME beside it.</summary>
    public const string Expected = "expected.safetensors";

    /// <summary>Largest error in the normalised tensor for lossless formats, and for JPEG, whose decoders differ by up to 3 of 255 levels.</summary>
    private const double Lossless = 0.02, Jpeg = 0.05;

    private const string Suffix = "/clip";

    /// <inheritdoc/>
    public string Description => $"preprocess folder ({Expected} and the image files beside it)";

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Has(Expected);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var file = SafetensorsFile.Open(folder.File(Expected));
        return [.. file.Header.Entries.Where(e => e.Name.EndsWith(Suffix, StringComparison.Ordinal)).Select(e => Compare(folder, file, e.Name))];
    }

    private static ParityRow Compare(ReferenceFolder folder, SafetensorsFile file, string name)
    {
        using var expected = file.Load(name);
        var image = name[..^Suffix.Length];
        var actual = new ClipTransform((int)expected.shape[^1]).Apply(File.ReadAllBytes(folder.File(image)));
        var reference = expected.data<float>().ToArray();
        var error = reference.Zip(actual, (r, a) => (double)Math.Abs(r - a)).Max();
        var magnitude = reference.Max(r => (double)Math.Abs(r));
        var tolerance = image.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) ? Jpeg : Lossless;
        return new ParityRow($"transform of {image}", error, error / magnitude, tolerance / magnitude);
    }
}
