using System.IO.Compression;
using System.Text;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>CelebA with the concepts (ten images each), the frequent names (two each) and some others.</summary>
internal sealed class WorldCelebA
{
    /// <summary>Images of each concept.</summary>
    public const int ImagesOfConcept = 10;

    /// <summary>Images of each of the other people.</summary>
    public const int ImagesOfOther = 2;

    private readonly List<(string File, string Name, int Subject, int Number)> _images = [];

    public WorldCelebA(IReadOnlyList<string> concepts, IReadOnlyList<string> frequentNames)
    {
        People = [.. concepts.Concat(frequentNames).Concat(Enumerable.Range(0, 7).Select(i => $"Somebody Else {(char)('A' + i)}")).Distinct()];
        for (var number = 0; number < ImagesOfConcept; number++)
        {
            foreach (var (subject, name) in People.Index())
            {
                if (number < ImagesOfOther || concepts.Contains(name))
                    _images.Add(($"{_images.Count + 1:D6}.jpg", name.Replace(' ', '_'), subject, number));
            }
        }
    }

    /// <summary>Everybody.</summary>
    public IReadOnlyList<string> People { get; }

    /// <summary>Whom each image shows, and which picture of theirs it is; see <see cref="Face"/>.</summary>
    public IEnumerable<(string Name, int Subject, int Number)> Faces => _images.Select(image => (image.Name.Replace('_', ' '), image.Subject, image.Number));

    /// <summary>An image.</summary>
    public static byte[] Face(int subject, int number) => WorldPictures.Jpeg(178, 218, subject, number);

    /// <summary>The list with the people's names.</summary>
    public byte[] Identities() =>
        Encoding.UTF8.GetBytes($"{_images.Count}\nimage_id identity_name\n{string.Concat(_images.Select(i => $"{i.File} {i.Name}\n"))}");

    /// <summary><c>img_align_celeba.zip</c>.</summary>
    public byte[] Images()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (file, _, subject, number) in _images)
            {
                using var entry = zip.CreateEntry($"img_align_celeba/{file}", CompressionLevel.Fastest).Open();
                entry.Write(Face(subject, number));
            }
        }

        return stream.ToArray();
    }
}
