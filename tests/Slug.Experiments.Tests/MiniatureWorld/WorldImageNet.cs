using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>ImageNet's validation set with one small image of each of the 1,000 classes, and its devkit.</summary>
internal static class WorldImageNet
{
    private const int Classes = 1000;

    /// <summary>The synsets in the order in which models number them.</summary>
    public static IReadOnlyList<string> Synsets { get; } = [.. Enumerable.Range(0, Classes).Select(i => $"n{1_440_764 + (7 * i):D8}")];

    /// <summary>The class of an image; images are not in the order of their classes.</summary>
    public static int ClassOf(int image) => (image * 377) % Classes;

    /// <summary><c>ILSVRC2012_img_val.tar</c>.</summary>
    public static byte[] Validation()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            for (var image = 1; image <= Classes; image++)
                Add(tar, $"ILSVRC2012_val_{image:D8}.JPEG", WorldPictures.Jpeg(20 + (image % 9), 24, ClassOf(image), image));
        }

        return stream.ToArray();
    }

    /// <summary><c>ILSVRC2012_devkit_t12.tar.gz</c>, whose classes have numbers of their own.</summary>
    public static byte[] Devkit()
    {
        int[] byNumber = [.. Enumerable.Range(0, Classes).Select(number => (number * 613) % Classes)];
        var numberOf = byNumber.Index().ToDictionary(pair => pair.Item, pair => pair.Index + 1);
        var truth = string.Concat(Enumerable.Range(1, Classes).Select(image => $"{numberOf[ClassOf(image)]}\n"));
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            Add(tar, "ILSVRC2012_devkit_t12/readme.txt", "devkit"u8.ToArray());
            Add(tar, "ILSVRC2012_devkit_t12/data/meta.mat", MatWriter.Synsets([.. byNumber.Select(i => Synsets[i])]));
            Add(tar, "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt", Encoding.ASCII.GetBytes(truth));
        }

        return stream.ToArray();
    }

    private static void Add(TarWriter tar, string name, byte[] content)
    {
        using var data = new MemoryStream(content);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data, ModificationTime = DateTimeOffset.UnixEpoch });
    }
}
