namespace Slug.Models.Tests;

/// <summary>The reference numbers next to the test assembly. A missing file fails the test that needs it.</summary>
internal static class GoldenFiles
{
    public static string Path(params string[] parts)
    {
        var path = System.IO.Path.Combine([AppContext.BaseDirectory, "Golden", .. parts]);
        Assert.True(File.Exists(path) || Directory.Exists(path), $"The golden file {path} is missing.");
        return path;
    }

    /// <summary>CLIP's merges as text.</summary>
    public static string Merges()
    {
        using var file = new System.IO.Compression.GZipStream(File.OpenRead(Path("merges.txt.gz")), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    public static string Text(params string[] parts) => File.ReadAllText(Path(parts));
}
