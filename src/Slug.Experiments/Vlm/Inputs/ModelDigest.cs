using System.Security.Cryptography;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>Tells models apart in answers: a digest of a LLaVA's small files, of the beginnings and ends of its weights, and of the change that was made.</summary>
internal static class ModelDigest
{
    private const int Part = 1 << 16;

    /// <summary>The digest, 16 hexadecimal digits; the same wherever the files lie.</summary>
    /// <param name="folder">The LLaVA's folder.</param>
    /// <param name="update">The change; null for the original.</param>
    public static string Of(string folder, string? update)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            using var stream = File.OpenRead(file);
            hash.AppendData(BitConverter.GetBytes(stream.Length));
            Add(hash, stream);
            if (stream.Length <= 2 * Part) continue;
            stream.Seek(-Part, SeekOrigin.End);
            Add(hash, stream);
        }

        if (update is not null) hash.AppendData(File.ReadAllBytes(update));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Add(IncrementalHash hash, Stream stream)
    {
        var buffer = new byte[2 * Part];
        hash.AppendData(buffer.AsSpan(0, stream.ReadAtLeast(buffer, (int)Math.Min(buffer.Length, stream.Length - stream.Position), throwOnEndOfStream: false)));
    }
}
