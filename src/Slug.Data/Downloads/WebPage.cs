namespace Slug.Data.Downloads;

/// <summary>Tells web pages from data: servers answer with a page where they want a login or a licence accepted.</summary>
public static class WebPage
{
    /// <summary>Whether the file begins as a web page does.</summary>
    public static bool IsAt(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var start = new byte[512];
        var text = System.Text.Encoding.Latin1.GetString(start, 0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        // A byte order mark, read as Latin 1, stands before the first letter.
        text = text.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
