namespace SixLabors.ImageSharp.Tests;

/// <summary>The images of the folder Golden and what Pillow decodes them to.</summary>
internal static class GoldenFiles
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public static byte[] PillowRgba(string name) => Read(name + ".rgba");

    /// <summary>The largest and the mean difference of two byte arrays.</summary>
    public static (int Largest, double Mean) Difference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        var (largest, sum) = (0, 0L);
        for (var i = 0; i < a.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
            sum += Math.Abs(a[i] - b[i]);
        }
        return (largest, sum / (double)a.Length);
    }
}
