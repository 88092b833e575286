using Slug.Data.Archives;

namespace Slug.Data.ImageNet;

/// <summary>Sorts ImageNet's validation images into a folder per synset, as image folders for evaluation are laid out.</summary>
public static class ImageNetValidation
{
    private const long MostImageBytes = 64L << 20;

    /// <summary>
    /// Reads <c>ILSVRC2012_img_val.tar</c> once and writes <paramref name="folder"/><c>/n01440764/ILSVRC2012_val_00000293.JPEG</c> and so on. The folder
    /// appears when all images are in it, replacing an older one.
    /// </summary>
    /// <param name="tar">The archive as ImageNet publishes it.</param>
    /// <param name="labels">The images' synsets.</param>
    /// <param name="folder">Where the synsets' folders go.</param>
    /// <param name="log">Receives a line when files were passed over.</param>
    /// <param name="cancellation">Stops, and removes what was written.</param>
    /// <returns>The number of images.</returns>
    /// <exception cref="InvalidDataException">
    /// The archive is torn, lacks images, or holds a link or a path that leads out of it.
    /// </exception>
    public static int Prepare(
        string tar, ImageNetLabels labels, string folder, Action<string>? log = null, CancellationToken cancellation = default)
    {
        folder = Path.GetFullPath(folder);
        var temporary = $"{folder}.{Guid.NewGuid():N}.part";
        try
        {
            foreach (var synset in labels.Synsets)
                Directory.CreateDirectory(Path.Combine(temporary, synset));
            var (seen, strays, tear) = Unpack(tar, labels, temporary, cancellation);
            if (strays > 0)
                log?.Invoke($"{strays} files of {tar} are no validation images and were passed over");
            if (seen.Count < labels.Count)
            {
                var missing = labels.Images.First(image => !seen.Contains(image));
                throw new InvalidDataException($"{tar} lacks {labels.Count - seen.Count} of {labels.Count} images, {missing} first"
                    + $"{(tear is null ? "" : $"; {tear}")}. It must be ILSVRC2012_img_val.tar: check its size and fetch it again.");
            }
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(temporary, folder);
            return seen.Count;
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static (HashSet<string> Seen, int Strays, string? Tear) Unpack(
        string tar, ImageNetLabels labels, string folder, CancellationToken cancellation)
    {
        using var entries = TarEntryReader.Open(tar);
        var seen = new HashSet<string>();
        var strays = 0;
        while (entries.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            // The file's name on disk is one of the labels', never the archive's own word.
            var name = entries.Path[(entries.Path.LastIndexOf('/') + 1)..];
            if (labels.SynsetOf(name) is not { } synset || seen.Contains(name))
                strays++;
            else if (entries.ReadContent(MostImageBytes) is { } bytes)
            {
                File.WriteAllBytes(Path.Combine(folder, synset, name), bytes);
                seen.Add(name);
            }
        }
        return (seen, strays, entries.Tear);
    }
}
