namespace Slug.Evaluation.Tests;

/// <summary>The reference numbers next to the test assembly. A missing file fails the test that needs it.</summary>
internal static class GoldenFiles
{
    public static string Path(params string[] parts)
    {
        var path = System.IO.Path.Combine([AppContext.BaseDirectory, "Golden", .. parts]);
        Assert.True(File.Exists(path), $"The golden file {path} is missing.");
        return path;
    }
}
