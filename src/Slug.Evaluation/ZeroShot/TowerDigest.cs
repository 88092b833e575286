using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>
/// A digest of the weights of one tower. Models that differ in one layer share the other tower: features of the one serve the other, and nobody
/// has to be told which layer was changed, or by which method.
/// </summary>
public static class TowerDigest
{
    private const string VisionPrefix = "visual.";

    /// <summary>SHA-256 over names, shapes and bytes of the vision tower's tensors, in hexadecimal.</summary>
    public static string OfVision(ClipModel model) => Of(model, vision: true);

    /// <summary>The same of the text tower; the logit scale, which no feature depends on, is left out.</summary>
    public static string OfText(ClipModel model) => Of(model, vision: false);

    private static string Of(ClipModel model, bool vision)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var number = new byte[sizeof(long)];
        var tensors = model.named_parameters()
            .Where(p => p.name.StartsWith(VisionPrefix, StringComparison.Ordinal) == vision && p.name != "logit_scale")
            .OrderBy(p => p.name, StringComparer.Ordinal);
        foreach (var (name, parameter) in tensors)
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {parameter.dtype} [{string.Join(",", parameter.shape)}]\n"));
            var bytes = parameter.detach().cpu().contiguous().bytes;
            BinaryPrimitives.WriteInt64LittleEndian(number, bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
