using System.IO.Compression;

namespace Slug.Tests;

/// <summary>Files under <c>Golden/</c> beside a test assembly: numbers of a reference, and texts that are compared with. A missing one fails the test that needs it.</summary>
internal static class GoldenFiles
{
    /// <summary>The path of a file or folder.</summary>
    public static string Path(params string[] parts)
    {
        var path = System.IO.Path.Combine([AppContext.BaseDirectory, "Golden", .. parts]);
        Assert.True(File.Exists(path) || Directory.Exists(path), $"The golden file {path} is missing.");
        return path;
    }

    /// <summary>The bytes of a file.</summary>
    public static byte[] Read(params string[] parts) => File.ReadAllBytes(Path(parts));

    /// <summary>The text of a file.</summary>
    public static string Text(params string[] parts) => File.ReadAllText(Path(parts));

    /// <summary>The text that a file was packed from with gzip.</summary>
    public static string Unpacked(params string[] parts)
    {
        using var file = new GZipStream(File.OpenRead(Path(parts)), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Compares a text with a file. A missing or different file fails the test and leaves what came out in a temporary folder, to be looked at and copied
    /// over when it is right.
    /// </summary>
    public static void Matches(string name, string actual)
    {
        var golden = System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", name);
        var expected = File.Exists(golden) ? File.ReadAllText(golden).ReplaceLineEndings("\n") : null;
        if (expected == actual.ReplaceLineEndings("\n")) return;
        var received = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "slug-received", name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(received)!);
        File.WriteAllText(received, actual);
        Assert.Fail($"Golden/{name} {(expected is null ? "is missing" : $"differs: {Difference(expected, actual.ReplaceLineEndings("\n"))}")}; what came out is in {received}.");
    }

    private static string Difference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, before.Length + after.Length).First(i => before.ElementAtOrDefault(i) != after.ElementAtOrDefault(i));
        return $"line {line + 1} was '{before.ElementAtOrDefault(line)}' and is '{after.ElementAtOrDefault(line)}'";
    }
}
