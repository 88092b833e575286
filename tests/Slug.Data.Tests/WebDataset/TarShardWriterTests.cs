using System.Diagnostics;
using System.Security.Cryptography;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.WebDataset;

public class TarShardWriterTests
{
    private static readonly TarSample[] Samples =
    [
        TarSample.ImageText("000000", "png", [1, 2, 3], "a tiger", "{}"u8.ToArray()),
        TarSample.ImageText("000001", "jpg", new byte[700], "ein Löwe"),
    ];

    [Fact]
    public void Same_samples_give_the_same_bytes_whenever_they_are_written()
    {
        using var folder = new TemporaryFolder();
        Write(folder.File("a.tar"), Samples);
        Write(folder.File("b.tar"), Samples);
        var bytes = File.ReadAllBytes(folder.File("a.tar"));
        Assert.Equal(bytes, File.ReadAllBytes(folder.File("b.tar")));
        Assert.Equal("4a4806d53a4b46e31eda641fdb39e9e041c7a95dc91e94a6762c18e3589e8a5b", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Gnu_tar_reads_the_shard()
    {
        using var folder = new TemporaryFolder();
        Write(folder.File("a.tar"), Samples);
        var listing = Tar(folder.Path, "--numeric-owner", "--utc", "-tvf", "a.tar").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, listing.Length);
        Assert.All(listing, line => Assert.Matches(@"^-rw-r--r-- 0/0 +\d+ 1970-01-01 00:00 00000[01]\.(png|jpg|txt|json)$", line));
        Tar(folder.Path, "-xf", "a.tar");
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("000000.png")));
        Assert.Equal("ein Löwe", File.ReadAllText(folder.File("000001.txt")));
    }

    [Fact]
    public void Reader_takes_what_gnu_tar_packs()
    {
        using var folder = new TemporaryFolder();
        foreach (var sample in Samples)
            foreach (var (extension, bytes) in sample.Members)
                File.WriteAllBytes(folder.File($"{sample.Key}.{extension}"), bytes);
        Tar(folder.Path, "--sort=name", "-cf", "gnu.tar", "./000000.json", "./000000.png", "./000000.txt", "./000001.jpg", "./000001.txt");
        var read = TarShardReader.Read(folder.File("gnu.tar")).ToArray();
        Assert.Equal(["000000", "000001"], read.Select(sample => sample.Key));
        Assert.Equal(["a tiger", "ein Löwe"], read.Select(sample => sample.Caption));
        Assert.Equal([1, 2, 3], read[0].Image);
        Assert.Equal(700, read[1].Image!.Length);
    }

    [Theory]
    [InlineData("posix")] // What Python's tarfile writes for webdataset: times with fractions and long names in headers of their own.
    [InlineData("gnu")]
    public void Reader_takes_long_and_foreign_names_in_every_dialect(string format)
    {
        using var folder = new TemporaryFolder();
        var name = $"{new string('d', 60)}/{new string('e', 80)}";
        Directory.CreateDirectory(folder.File(new string('d', 60)));
        foreach (var (key, caption) in new[] { (name, "long"), ("ünï", "übel") })
        {
            File.WriteAllBytes(folder.File($"{key}.jpg"), [7]);
            File.WriteAllText(folder.File($"{key}.txt"), caption);
        }
        Tar(folder.Path, $"--format={format}", "-cf", "a.tar", $"{name}.jpg", $"{name}.txt", "ünï.jpg", "ünï.txt");
        var report = new ShardReadReport();
        var read = TarShardReader.Read(folder.File("a.tar"), report).ToArray();
        Assert.Equal([name, "ünï"], read.Select(sample => sample.Key));
        Assert.Equal(["long", "übel"], read.Select(sample => sample.Caption));
        Assert.Equal((0, 0), (report.TornShards, report.StrayFiles));
    }

    [Fact]
    public void Nothing_appears_before_it_is_complete()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new TarShardWriter(folder.File("a.tar")))
        {
            writer.Write(Samples[0]);
            Assert.False(File.Exists(folder.File("a.tar")));
        }
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("/root")]
    [InlineData("a.b")]
    [InlineData("")]
    public void Refuses_keys_that_would_not_come_back(string key)
    {
        using var folder = new TemporaryFolder();
        using var writer = new TarShardWriter(folder.File("a.tar"));
        Assert.Throws<ArgumentException>(() => writer.Write(TarSample.ImageText(key, "png", [], "x")));
    }

    [Fact]
    public void Refuses_a_key_twice_and_one_that_is_too_long()
    {
        using var folder = new TemporaryFolder();
        using var writer = new TarShardWriter(folder.File("a.tar"));
        writer.Write(Samples[0]);
        Assert.Contains("000000", Assert.Throws<ArgumentException>(() => writer.Write(Samples[0])).Message);
        Assert.Throws<ArgumentException>(() => writer.Write(TarSample.ImageText(new string('k', 100), "png", [], "x")));
    }

    private static void Write(string path, IEnumerable<TarSample> samples)
    {
        using var writer = new TarShardWriter(path);
        foreach (var sample in samples)
            writer.Write(sample);
        writer.Complete();
    }

    private static string Tar(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("tar", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
