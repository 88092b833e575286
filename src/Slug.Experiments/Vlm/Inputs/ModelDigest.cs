using System.Security.Cryptography;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>Tells models apart in answers: a digest of a LLaVA's files, whole, and of the change that was made. A folder that was exported differs from its original within a shard alone.</summary>
internal static class ModelDigest
{
    private const int Buffer = 1 << 20;

    /// <summary>The digest, 16 hexadecimal digits; the same wherever the files lie.</summary>
    /// <param name="folder">The LLaVA's folder.</param>
    /// <param name="update">The change; null for the original.</param>
    public static string Of(string folder, string? update)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Buffer];
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            using var stream = File.OpenRead(file);
            hash.AppendData(BitConverter.GetBytes(stream.Length));
            for (int read; (read = stream.Read(buffer)) > 0;) hash.AppendData(buffer.AsSpan(0, read));
        }

        if (update is not null) hash.AppendData(File.ReadAllBytes(update));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
