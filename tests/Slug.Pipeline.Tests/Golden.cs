using System.Runtime.CompilerServices;

namespace Slug.Pipeline.Tests;

/// <summary>Compares a text with a file beside the tests. A missing file fails, and the text is written next to where it should be.</summary>
public static class Golden
{
    public static void Check(string name, string actual, [CallerFilePath] string thisFile = "")
    {
        var root = thisFile[..thisFile.LastIndexOf("Slug.Pipeline.Tests", StringComparison.Ordinal)];
        var path = Path.Combine(root, "Slug.Pipeline.Tests", "golden", name);
        if (!File.Exists(path) || File.ReadAllText(path) != actual)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path + ".actual", actual);
        }
        Assert.True(File.Exists(path), $"The golden file {path} is missing; the actual text is beside it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
