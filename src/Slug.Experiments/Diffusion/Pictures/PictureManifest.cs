using System.Security.Cryptography;
using Slug.Data.Images;
using Slug.Evaluation.Generations;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>The pictures of a model with what they were made of, so that those of another model are never counted for it.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Pictures">The pictures, in the order of the prompts.</param>
public sealed record PictureManifest(string Folder, IReadOnlyList<AnswerLine> Pictures)
{
    /// <summary>Reads a manifest.</summary>
    /// <param name="folder">The pictures' folder.</param>
    /// <param name="manifest">The manifest.</param>
    /// <exception cref="InvalidDataException">It is something else, or of several models.</exception>
    public static PictureManifest Load(string folder, string manifest)
    {
        var lines = AnswerSet.ReadWhole(manifest);
        return lines.All(line => line.Model == lines[0].Model)
            ? new PictureManifest(folder, lines)
            : throw new InvalidDataException($"{manifest} speaks of pictures of several models. Run Generate again.");
    }

    /// <summary>A picture, whose digest is that of the manifest.</summary>
    /// <exception cref="InvalidDataException">The file is another one.</exception>
    public RgbImage Open(AnswerLine picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var path = Path.Combine(Folder, picture.File);
        var bytes = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == picture.Sha256
            ? RgbImage.Load(bytes)
            : throw new InvalidDataException($"{path} is not the picture that the manifest speaks of. Run Generate again.");
    }

    /// <summary>Some of the pictures, uint8 <c>[pictures, 3, height, width]</c>, in the manifest's order: all of them may be more than memory holds.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    public Tensor Load(int start, int count, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        return RgbTensors.Of([.. Pictures.Skip(start).Take(count).Select(p =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Open(p);
        })]).MoveToOuterDisposeScope();
    }
}
