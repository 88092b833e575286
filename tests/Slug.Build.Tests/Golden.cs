namespace Slug.Build.Tests;

/// <summary>Console output that is kept in a file. A missing file fails the test.</summary>
internal static class Golden
{
    public static void AssertEqual(string file, string actual) =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)), actual);
}
