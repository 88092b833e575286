namespace Slug.Data;

/// <summary>Reads lists of names or phrases: one a line, <c>#</c> begins a comment.</summary>
public static class NameList
{
    /// <summary>The lines in the order of the file. They may repeat: ImageNet's class names do.</summary>
    /// <param name="path">The list, UTF-8 or what its byte order mark says.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The list is empty or no text, or the path is that of a folder.</exception>
    public static IReadOnlyList<string> Load(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path} is a folder; a list of names, one a line, is needed.");
        string[] names = [.. TextFile.ReadLines(path).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];
        return names.Length > 0 ? names : throw new InvalidDataException($"{path} lists no names.");
    }
}
