using Slug.Data.WebDataset;

namespace Slug.Data.CelebA;

/// <summary>The aligned face images (<c>img_align_celeba</c>) as samples for <see cref="Images.ImageBatches"/>.</summary>
public static class CelebAImages
{
    /// <summary>
    /// All images of some people, person by person in the order given: the key is the file's name without its ending, the caption the person's name as
    /// people write it.
    /// </summary>
    /// <param name="folder">The folder with <c>000001.jpg</c> and so on.</param>
    /// <param name="identities">Who is on which image.</param>
    /// <param name="names">The people, in either spelling.</param>
    /// <exception cref="ArgumentException">A name is not CelebA's.</exception>
    /// <exception cref="FileNotFoundException">Images are missing; how many, and the first, is in the message. Nothing has been read then.</exception>
    public static IEnumerable<TarSample> Read(string folder, CelebAIdentities identities, IReadOnlyList<string> names)
    {
        (string Name, string File)[] images = [.. names.SelectMany(name => identities.ImagesOf(name), (name, file) => (name, file))];
        var missing = images.Where(image => !File.Exists(Path.Combine(folder, image.File))).ToArray();
        if (missing.Length > 0)
        {
            throw new FileNotFoundException(
                $"{missing.Length} of {images.Length} images are not in {folder}, {missing[0].File} first. Unpack img_align_celeba.zip there.", missing[0].File);
        }
        return images.Select(image => TarSample.ImageText(
            Path.GetFileNameWithoutExtension(image.File), "jpg", File.ReadAllBytes(Path.Combine(folder, image.File)),
            CelebAIdentities.Display(image.Name)));
    }
}
