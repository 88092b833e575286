using System.IO.Compression;
using System.Security.Cryptography;
using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

/// <summary>
/// Golden/pictures: 124 small files of every kind of JPEG, PNG and WebP, and what Pillow reads in them (make.py says how they were made).
/// Pixels are Pillow's to the last bit in all of them, those of four inks and of sixteen bits included. The preprocessing is in all but those whose
/// pixels Pillow resizes before it makes RGB of them: four inks differ by 5 levels at most and 0.5 to 0.8 in the mean, sixteen bits of gray, of which
/// Pillow makes white wherever they exceed 255, by 120 at most and 0.3 to 0.8 in the mean, and by 23 in the mean where nearly all are below.
/// </summary>
public class PicturesTests
{
    private const int Size = 24;
    private static readonly Dictionary<string, byte[]> Files = Unzip("pictures/pictures.zip");
    private static readonly Dictionary<string, byte[]> Inexact = Unzip("pictures/inexact.zip");
    private static readonly Dictionary<string, Expected> Table = File.ReadLines(GoldenFiles.Path("pictures/expected.tsv"))
        .Select(line => line.Split('\t')).ToDictionary(line => line[0], line => new Expected(line));

    public static TheoryData<string> Names => [.. Files.Keys];

    public static TheoryData<string> InexactNames => [.. Inexact.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_are_Pillows_to_the_last_bit(string name)
    {
        var expected = Table[name];
        using var image = PillowImage.Load(Files[name]);
        Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
        Assert.Equal(expected.Rgba, Sum(image.Rgba));
        Assert.Equal(expected.Rgb, Sum(RgbImage.Load(Files[name]).Pixels));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_preprocessing_is_Pillows_to_the_last_bit(string name)
    {
        if (!Inexact.ContainsKey(name))
            Assert.Equal(Table[name].Preprocessed, Sum(Preprocessed(name)));
    }

    [Theory]
    [MemberData(nameof(InexactNames))]
    public void Where_Pillow_resizes_inks_or_sixteen_bits_the_preprocessing_is_close(string name)
    {
        var (largest, mean) = name.StartsWith("cmyk", StringComparison.Ordinal) ? (5, 1.0) : (120, 24.0);
        var differences = Preprocessed(name).Zip(Inexact[name], (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Max(), 1, largest);
        Assert.InRange(differences.Average(), 0, mean);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_that_is_cut_off_is_refused_where_Pillow_refuses_it(string name)
    {
        var (file, shortest) = (Files[name], Table[name].Shortest);
        foreach (var length in (int[])[shortest - 1, shortest * 9 / 10, shortest / 2, shortest / 4])
        {
            var error = Assert.Throws<InvalidDataException>(() => PillowImage.Load(file.AsSpan(0, length)));
            Assert.StartsWith($"These {length} bytes are no readable image: ", error.Message);
        }
        if (!name.EndsWith(".jpg", StringComparison.Ordinal))
            PillowImage.Load(file.AsSpan(0, shortest)).Dispose();
    }

    [Fact]
    public void Many_threads_read_the_same_pixels()
    {
        var wrong = 0;
        Parallel.For(0, 10, _ =>
        {
            foreach (var (name, file) in Files)
                if (Sum(RgbImage.Load(file).Pixels) != Table[name].Rgb) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    private static byte[] Preprocessed(string name) => RgbResize.ToRgb(new ClipTransform(Size).Square(Files[name]));

    private static string Sum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Dictionary<string, byte[]> Unzip(string name)
    {
        using var zip = ZipFile.OpenRead(GoldenFiles.Path(name));
        return zip.Entries.ToDictionary(entry => entry.Name, entry =>
        {
            using var stream = entry.Open();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.ToArray();
        });
    }

    private sealed record Expected(int Width, int Height, string Rgb, string Rgba, string Preprocessed, int Shortest)
    {
        public Expected(string[] line)
            : this(int.Parse(line[2]), int.Parse(line[3]), line[4], line[5], line[6], int.Parse(line[7]))
        {
        }
    }
}
