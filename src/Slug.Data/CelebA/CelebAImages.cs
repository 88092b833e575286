using Slug.Data.WebDataset;

namespace Slug.Data.CelebA;

/// <summary>The aligned face images (<c>img_align_celeba</c>) as samples for <see cref="Images.ImageBatches"/>.</summary>
public static class CelebAImages
{
    /// <summary>
    /// All images of some people, person by person in the order given: the key is the file's name without its ending, the caption the person's name as
    /// people write it.
    /// </summary>
    /// <param name="source">The folder with <c>000001.jpg</c> and so on, or the zip or tar of it, which is not unpacked.</param>
    /// <param name="identities">Who is on which image.</param>
    /// <param name="names">The people, in either spelling.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ArgumentException">A name is not CelebA's.</exception>
    /// <exception cref="FileNotFoundException">Images are missing; how many, and the first, is in the message.</exception>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static IEnumerable<TarSample> Read(
        string source, CelebAIdentities identities, IReadOnlyList<string> names, CancellationToken cancellation = default)
    {
        (string Name, string File)[] images = [.. names.SelectMany(name => identities.ImagesOf(name), (name, file) => (name, file))];
        // The frequent names' two thousand images of 9 kB: kept in memory, for an archive has them in another order.
        var contents = ImageArchive.Read(source, images.Select(image => image.File).ToHashSet(), cancellation);
        var missing = images.Where(image => !contents.ContainsKey(image.File)).ToArray();
        if (missing.Length > 0)
        {
            throw new FileNotFoundException(
                $"{missing.Length} of {images.Length} images are not in {source}, {missing[0].File} first. It must be all of img_align_celeba: the zip, a tar of it, or the folder that the images themselves are in.", missing[0].File);
        }
        return images.Select(image => TarSample.ImageText(
            Path.GetFileNameWithoutExtension(image.File), "jpg", contents[image.File], CelebAIdentities.Display(image.Name)) with { Source = source });
    }
}
