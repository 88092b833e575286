namespace Slug.Data.Tests;

/// <summary>Small files as people's real ones look.</summary>
internal static class CaseFiles
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Cases", name);
}
