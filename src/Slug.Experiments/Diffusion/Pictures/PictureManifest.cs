using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Data.Images;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>A generated picture.</summary>
/// <param name="File">Its file, in the manifest's folder.</param>
/// <param name="Prompt">Its prompt.</param>
/// <param name="Labels">What the prompt asks for, a label a domain.</param>
/// <param name="Seed">The seed of its noise.</param>
/// <param name="Sha256">The digest of the file.</param>
public sealed record GeneratedPicture(string File, string Prompt, IReadOnlyDictionary<string, string> Labels, long Seed, string Sha256);

/// <summary>The pictures of a model with what they were made of, so that those of another model are never counted for it.</summary>
/// <param name="Model">What tells the model: its pipeline, its change and the way of sampling.</param>
/// <param name="Pictures">The pictures, in the order of the prompts.</param>
public sealed record PictureManifest(string Model, IReadOnlyList<GeneratedPicture> Pictures)
{
    private const string FileName = "manifest.json";

    /// <summary>Writes the manifest of a folder whose pictures are all there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">See <see cref="Model"/>.</param>
    /// <param name="prompts">The pictures.</param>
    public static void Write(string folder, string model, IReadOnlyList<PicturePrompt> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var manifest = new PictureManifest(model, [.. prompts.Select(p => new GeneratedPicture(
            p.FileName, p.Prompt, new SortedDictionary<string, string>(p.Labels.ToDictionary(), StringComparer.Ordinal), p.Seed,
            Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(Path.Combine(folder, p.FileName))))))]);
        System.IO.File.WriteAllBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.PictureManifest));
    }

    /// <summary>Reads a folder's manifest.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is something else.</exception>
    public static PictureManifest Load(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(Path.Combine(folder, FileName)), ManifestJson.Default.PictureManifest)
                ?? throw new InvalidDataException($"{folder}: {FileName} is empty. Run Generate again.");
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            throw new InvalidDataException($"{folder} has no {FileName} of generated pictures: {e.Message} Run Generate again.", e);
        }
    }

    /// <summary>A picture, whose digest is that of the manifest.</summary>
    /// <exception cref="InvalidDataException">The file is another one.</exception>
    public static RgbImage Open(string folder, GeneratedPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var bytes = System.IO.File.ReadAllBytes(Path.Combine(folder, picture.File));
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == picture.Sha256
            ? RgbImage.Load(bytes)
            : throw new InvalidDataException($"{Path.Combine(folder, picture.File)} is not the picture that the manifest speaks of. Run Generate again.");
    }

    /// <summary>All pictures, uint8 <c>[pictures, 3, height, width]</c>, in the manifest's order.</summary>
    public Tensor Load(string folder, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        return RgbTensors.Of([.. Pictures.Select(p =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Open(folder, p);
        })]).MoveToOuterDisposeScope();
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PictureManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
