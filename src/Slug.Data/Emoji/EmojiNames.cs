namespace Slug.Data.Emoji;

/// <summary>Reads lists of names such as <c>data/emoji/names.txt</c>: one a line, <c>#</c> begins a comment.</summary>
public static class EmojiNames
{
    /// <summary>The names in the order of the file.</summary>
    /// <exception cref="InvalidDataException">The list is empty, or names occur twice; all of them are in the message.</exception>
    public static IReadOnlyList<string> Load(string path)
    {
        var names = NameList.Load(path);
        var twice = names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        return twice.Count == 0 ? names : throw new InvalidDataException($"{path} lists twice: {string.Join(", ", twice)}.");
    }
}
