using System.IO.Compression;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.WebDataset;

public class TarShardReaderTests
{
    private static readonly byte[] Three = TarBytes.Archive(
        TarBytes.Entry("a.png", new byte[600]), TarBytes.Entry("a.txt", "first"u8.ToArray()),
        TarBytes.Entry("b.png", new byte[10]), TarBytes.Entry("b.txt", "second"u8.ToArray()),
        TarBytes.Entry("c.png", new byte[600]), TarBytes.Entry("c.txt", "third"u8.ToArray()));

    // Where the entries of Three begin: headers of 512, contents padded to 512.
    private const int SampleB = 512 + 1024 + 1024;
    private const int SampleC = SampleB + 2048;
    private const int End = SampleC + 512 + 1024 + 1024;

    [Fact]
    public void Groups_neighbouring_files_by_key()
    {
        var (samples, report) = Read(Three);
        Assert.Equal(["a", "b", "c"], samples.Select(sample => sample.Key));
        Assert.Equal(["first", "second", "third"], samples.Select(sample => sample.Caption));
        Assert.Equal((3, 0), (report.Samples, report.TornShards));
    }

    [Theory]
    [InlineData(SampleC, 2)] // between two samples
    [InlineData(SampleC + 100, 2)] // in a header
    [InlineData(SampleC + 700, 2)] // in an image
    [InlineData(SampleC + 512 + 1024, 2)] // between the image and its caption
    [InlineData(SampleC + 512 + 1024 + 300, 2)] // in the caption's header
    [InlineData(SampleC + 512 + 1024 + 512 + 2, 2)] // in the caption
    [InlineData(SampleB + 700, 1)]
    [InlineData(End, 3)] // all there but the end mark
    [InlineData(100, 0)]
    [InlineData(0, 0)]
    public void A_torn_shard_gives_what_came_before_and_one_warning(int length, int whole)
    {
        var (samples, report) = Read(Three[..length]);
        Assert.Equal(whole, samples.Length);
        Assert.Equal(1, report.TornShards);
        var warning = Assert.Single(report.Warnings);
        Assert.Contains($"{whole} whole samples", warning);
        Assert.Contains("shard.tar", warning);
    }

    [Fact]
    public void A_lone_zero_block_at_the_end_loses_nothing() => Assert.Equal(3, Read(Three[..(End + 512)]).Samples.Length);

    [Fact]
    public void A_torn_gzip_gives_what_came_before()
    {
        using var folder = new TemporaryFolder();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(Three);
        File.WriteAllBytes(folder.File("shard.tar.gz"), packed.ToArray()[..(SampleC + 700)]);
        var report = new ShardReadReport();
        var samples = TarShardReader.Read(folder.File("shard.tar.gz"), report).ToArray();
        Assert.InRange(samples.Length, 0, 2);
        Assert.Equal(1, report.TornShards);
    }

    [Theory]
    [InlineData("/etc/x.png", "absolute")]
    [InlineData("C:/x.png", "absolute")]
    [InlineData("../x.png", "leads out")]
    [InlineData("a/../../x.png", "leads out")]
    [InlineData("a\\..\\x.png", "leads out")]
    public void Refuses_paths_that_lead_elsewhere(string name, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(TarBytes.Archive(TarBytes.Entry(name, [1]))));
        Assert.Contains(reason, error.Message);
        Assert.Contains("shard.tar", error.Message);
    }

    [Theory]
    [InlineData('x', "20 path=../../x.png\n", "leads out")]
    [InlineData('x', "19 path=/etc/x.png\n", "absolute")]
    [InlineData('L', "../../x.png\0", "leads out")]
    public void Refuses_paths_that_lead_elsewhere_by_a_header_of_their_own(char type, string header, string reason)
    {
        Assert.True(type != 'x' || header.StartsWith($"{header.Length} ", StringComparison.Ordinal));
        var archive = TarBytes.Archive(
            TarBytes.Entry("header", System.Text.Encoding.ASCII.GetBytes(header), type), TarBytes.Entry("harmless.png", [1]));
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(archive)).Message);
    }

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    public void Refuses_links(char type)
    {
        var archive = TarBytes.Archive(TarBytes.Entry("a.png", [], type, "/etc/passwd"));
        Assert.Contains("link", Assert.Throws<InvalidDataException>(() => Read(archive)).Message);
    }

    [Fact]
    public void Passes_over_devices()
    {
        var device = TarBytes.Entry("a.png", [], '3');
        Assert.Empty(Read(TarBytes.Archive(device)).Samples);
        Assert.Equal("b", Assert.Single(Read(TarBytes.Archive(device, TarBytes.Entry("b.png", [1]))).Samples).Key);
    }

    [Fact]
    public void Refuses_a_size_beyond_the_limit_before_taking_memory()
    {
        var archive = TarBytes.Archive(TarBytes.Entry("a.png", [1], claimedSize: 8_000_000_000));
        Assert.Contains("8000000000", Assert.Throws<InvalidDataException>(() => Read(archive)).Message);
    }

    [Fact]
    public void Refuses_what_is_no_tar()
    {
        var noise = new byte[4096];
        new Random(1).NextBytes(noise);
        Assert.Contains("Check that it is the right file", Assert.Throws<InvalidDataException>(() => Read(noise)).Message);
        Assert.Contains("shard.tar is no tar archive", Assert.Throws<InvalidDataException>(() => Read(noise)).Message);
    }

    [Fact]
    public void Refuses_noise_behind_a_sample_and_says_where()
    {
        var noise = new byte[2048];
        new Random(1).NextBytes(noise);
        Assert.Matches("shard.tar is damaged near byte 5[0-9]{3}: .* Get the archive again.", Assert.Throws<InvalidDataException>(() => Read([.. Three[..SampleC], .. noise, .. Three])).Message);
    }

    [Fact]
    public void Folders_are_passed_over_and_files_without_extension_counted()
    {
        var (samples, report) = Read(TarBytes.Archive(
            TarBytes.Entry("x/", [], '5'),
            TarBytes.Entry("x/README", [1]),
            TarBytes.Entry("x/a.seg.png", [1]),
            TarBytes.Entry("x/a.txt", [65])));
        Assert.Equal("x/a", Assert.Single(samples).Key);
        Assert.Equal(["seg.png", "txt"], samples[0].Members.Select(member => member.Key));
        Assert.Equal(1, report.StrayFiles);
    }

    private static (TarSample[] Samples, ShardReadReport Report) Read(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("shard.tar"), bytes);
        var report = new ShardReadReport();
        return (TarShardReader.Read(folder.File("shard.tar"), report).ToArray(), report);
    }
}
