using Slug.Data.WebDataset;

namespace Slug.Data.Images;

/// <summary>Reads a folder of image files, or of one folder per class, as samples for <see cref="ImageBatches"/>.</summary>
public static class ImageFolder
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp"];

    /// <summary>
    /// The folder's images, sorted by path: the key is the path below the folder without the ending, the caption the folder that the image is in
    /// (empty for images right in <paramref name="folder"/>). Files are read when their turn comes; links are not followed.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="onUnreadable">
    /// Told of each file that the system does not let be read, which is then passed over; without it such a file is an error. Files that can be
    /// read but hold no image are found by whoever decodes them.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are no images in it.</exception>
    public static IEnumerable<TarSample> Read(string folder, Action<string>? onUnreadable = null)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The image folder {folder} does not exist.");
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 1,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
            IgnoreInaccessible = false,
        };
        var files = Directory.EnumerateFiles(folder, "*", options)
            .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return files.Length > 0
            ? ReadFiles(folder, files, onUnreadable)
            : throw new InvalidDataException($"The image folder {folder} holds no images ({string.Join(", ", Endings)}), nor do the folders in it.");
    }

    private static IEnumerable<TarSample> ReadFiles(string folder, string[] files, Action<string>? onUnreadable)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file);
            if (TryRead(path, onUnreadable) is not { } bytes)
                continue;
            var extension = Path.GetExtension(file);
            var key = file[..^extension.Length];
            var slash = file.LastIndexOf('/');
            yield return TarSample.ImageText(key, extension[1..].ToLowerInvariant(), bytes, slash < 0 ? "" : file[..slash]);
        }
    }

    private static byte[]? TryRead(string path, Action<string>? onUnreadable)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (onUnreadable is null)
                throw new InvalidDataException($"{path} cannot be read: {refused.Message}", refused);
            onUnreadable($"{path} cannot be read: {refused.Message}");
            return null;
        }
    }
}
