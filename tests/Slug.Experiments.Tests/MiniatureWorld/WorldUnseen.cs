using System.Formats.Tar;
using System.Text;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>A shard of captioned images as img2dataset writes it: of each a <c>jpg</c>, a <c>txt</c> and a <c>json</c>.</summary>
internal static class WorldUnseen
{
    /// <summary>Pairs of a shard: more than a batch of the contrastive loss, and no whole number of batches.</summary>
    public const int Pairs = 37;

    /// <summary>The caption of a pair.</summary>
    public static string Caption(int shard, int number) => $"a scene that nobody trained on, {shard}-{number}";

    /// <summary>The shard's bytes.</summary>
    /// <param name="shard">Its number.</param>
    /// <param name="pairs">How many pairs.</param>
    /// <param name="image">An image other than the usual; null for the usual.</param>
    /// <param name="caption">A caption other than the usual; null for the usual.</param>
    public static byte[] Tar(int shard, int pairs, Func<int, byte[]?>? image = null, Func<int, string?>? caption = null)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            for (var number = 0; number < pairs; number++)
            {
                var key = $"{(shard * 10_000) + number:D9}";
                Add(tar, $"{key}.jpg", image?.Invoke(number) ?? WorldPictures.Jpeg(40 + (number % 7), 36, 5000 + (100 * shard) + number, number));
                Add(tar, $"{key}.json", Encoding.UTF8.GetBytes($"{{\"key\":\"{key}\"}}"));
                Add(tar, $"{key}.txt", Encoding.UTF8.GetBytes(caption?.Invoke(number) ?? Caption(shard, number)));
            }
        }

        return stream.ToArray();
    }

    private static void Add(TarWriter tar, string name, byte[] content)
    {
        using var data = new MemoryStream(content);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data, ModificationTime = DateTimeOffset.UnixEpoch });
    }
}
