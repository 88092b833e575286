using Slug.Data.Archives;

namespace Slug.Data.Downloads;

/// <summary>Tells web pages from data: servers answer with a page where they want a login or a licence accepted.</summary>
public static class WebPage
{
    /// <summary>Whether the file begins as a web page does.</summary>
    public static bool IsAt(string path) => ForeignFile.IsWebPage(ForeignFile.HeadOf(path));
}
