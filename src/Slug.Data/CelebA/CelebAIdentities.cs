using System.Globalization;
using Slug.Basics;

namespace Slug.Data.CelebA;

/// <summary>
/// Who is on CelebA's images, by the list with the people's names (<c>list_identity_celeba.txt</c>: two header lines, then an image and a name on each,
/// <c>000001.jpg Jane_Doe</c>). It is had from CelebA's authors on request; the public list has numbers instead of names.
/// </summary>
public sealed class CelebAIdentities
{
    private readonly Dictionary<string, List<string>> _images;

    private CelebAIdentities(Dictionary<string, List<string>> images)
    {
        _images = images;
        Names = [.. images.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The names as people write them, in the order in which zero-shot classes are numbered (by code point of the list's spelling).</summary>
    public IReadOnlyList<string> DisplayNames => [.. Names.Select(Display)];

    /// <summary>The names as the list spells them, <c>Jane_Doe</c>, in the same order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The file names of a person's images, in the list's order.</summary>
    /// <param name="name">The name in either spelling.</param>
    /// <exception cref="ArgumentException">The list does not have it; near names are in the message.</exception>
    public IReadOnlyList<string> ImagesOf(string name) => _images.TryGetValue(name.Replace(' ', '_'), out var images)
        ? images
        : throw new ArgumentException($"CelebA shows no '{name}'{NearestNames.Aside(name, DisplayNames)}.", nameof(name));

    /// <summary>The list's spelling made readable: <c>Jane_Doe</c> is Jane Doe.</summary>
    public static string Display(string name) => name.Replace('_', ' ');

    /// <summary>Reads the list.</summary>
    /// <exception cref="InvalidDataException">It is cut short, has numbers for names, a line of another form, or letters in an unknown encoding; the line is named.</exception>
    public static CelebAIdentities Load(string path)
    {
        var lines = TextFile.ReadLines(path);
        if (lines.Count < 2 || IsImage(FirstWord(lines[0])) || IsImage(FirstWord(lines[1])))
            throw new InvalidDataException($"{path} does not begin with two header lines (the number of images, the names of the columns). Take the list as CelebA's authors send it, or put them back.");
        var images = new Dictionary<string, List<string>>();
        var count = 0;
        foreach (var (index, line) in lines.Index().Skip(2).Where(line => line.Item.Length > 0))
        {
            if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var image, var name] || !IsImage(image))
                throw new InvalidDataException($"{path}, line {index + 1}: '{line}' is not an image and a name, such as '000001.jpg Jane_Doe'.");
            if (name.All(char.IsAsciiDigit))
                throw new InvalidDataException($"{path}, line {index + 1}: the identity is a number. The list with names is had from CelebA's authors on request.");
            if (!images.TryGetValue(name, out var list))
                images.Add(name, list = []);
            list.Add(image);
            count++;
        }
        if (int.TryParse(lines[0], NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var promised) && promised != count)
            throw new InvalidDataException($"{path} says that it lists {promised} images, but has {count}: get it again.");
        return count > 0 ? new CelebAIdentities(images) : throw new InvalidDataException($"{path} lists no images.");
    }

    private static string FirstWord(string line) => line.Split(' ', '\t')[0];

    // The name becomes part of a path: a plain file name and nothing else.
    private static bool IsImage(string name) =>
        name.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
