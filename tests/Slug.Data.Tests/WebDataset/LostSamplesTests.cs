using Slug.Data.WebDataset;

namespace Slug.Data.Tests.WebDataset;

/// <summary>Shards as people have them: no sample is lost without a word, and no caption is guessed.</summary>
public sealed class LostSamplesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Dots_in_names_lose_samples_as_in_webdataset_and_they_are_counted_by_their_own_names()
    {
        var (samples, warnings) = Read(CaseFiles.Path("tar/dotted-keys.tar"));
        Assert.Equal(10, samples.Count(sample => sample is { Image: not null, Caption: not null }));
        Assert.Equal("img_0 v1", samples[0].Key);
        Assert.Equal(["0 (final).jpg", "0 (final).txt"], samples[0].Members.Select(member => member.Key));
        var warning = Assert.Single(warnings);
        Assert.StartsWith("10 samples (img_0 v1.0 (final).jpg first) are lost to dots in their names", warning);
        Assert.Contains("for the file 0 (final).jpg of the sample img_0 v1.", warning);
    }

    [Fact]
    public void Names_that_dots_make_one_sample_count_each()
    {
        Write(Entry("img v1.0.jpg"), Entry("img v1.0.txt", "one"), Entry("img v1.1.jpg"), Entry("img v1.1.txt", "two"), Entry("ok.jpg"), Entry("ok.txt", "three"));
        var (samples, warnings) = Read(_folder.File("x.tar"));
        Assert.Equal(2, samples.Count);
        Assert.StartsWith("2 samples (img v1.0.jpg first) are lost to dots", Assert.Single(warnings));
    }

    [Fact]
    public void Of_several_pictures_the_one_that_is_taken_is_told()
    {
        var (samples, warnings) = Read(CaseFiles.Path("tar/multi.tar"));
        Assert.Equal(20, samples.Count(sample => sample.Image == sample.Find("left.jpg") && sample.Caption is not null));
        Assert.Equal(
            ["20 samples (00000 first) have several pictures for one caption: left.jpg is taken, the first in the shard, and right.jpg left aside."], warnings);
    }

    [Theory]
    [InlineData("a.jpg a.png", "png", "png is taken, by the order png, jpg, jpeg, webp, and jpg left aside")]
    [InlineData("a.seg.png a.jpg", "jpg", "jpg is taken, the one without a further name, and seg.png left aside")]
    [InlineData("a.seg.png", "seg.png", "a picture with a further name before its ending: seg.png is taken, being the only one")]
    public void Plain_pictures_come_first(string files, string taken, string told)
    {
        Write([.. files.Split(' ').Select(name => Entry(name, name)), Entry("a.txt", "words")]);
        var (samples, warnings) = Read(_folder.File("x.tar"));
        Assert.Equal($"a.{taken}", System.Text.Encoding.UTF8.GetString(Assert.Single(samples).Image!));
        Assert.Contains(told, Assert.Single(warnings));
    }

    [Fact]
    public void Files_of_a_sample_that_stand_apart_are_told_with_what_to_do()
    {
        Write(Entry("a.jpg"), Entry("b.jpg"), Entry("a.txt", "one"), Entry("b.txt", "two"));
        var warning = Assert.Single(Read(_folder.File("x.tar")).Warnings);
        Assert.StartsWith("2 samples (a first) have a picture and no caption, and 2 samples (a first) have a caption and no picture.", warning);
        Assert.Contains("tar --sort=name", warning);
    }

    [Fact]
    public void Stray_and_repeated_files_and_samples_without_a_picture_are_told()
    {
        Write(Entry("README"), Entry("._a.jpg"), Entry("a.jpg", "1"), Entry("a.txt", "first"), Entry("a.txt", "second"), Entry("b.gif"), Entry("b.txt", "words"));
        var (samples, warnings) = Read(_folder.File("x.tar"));
        Assert.Equal("first", samples[0].Caption);
        Assert.Equal(
            [
                "1 sample (b) has a caption and no picture (png, jpg, jpeg, webp).",
                "1 file (a.txt) has the name of another in the same sample; the first is taken.",
                "2 files (README first) belong to no sample: the name has no ending, or begins with a dot.",
            ],
            warnings);
    }

    [Fact]
    public void Captions_in_json_are_read_under_the_usual_keys_or_the_one_that_is_named()
    {
        var (samples, warnings) = Read(CaseFiles.Path("tar/jsoncap.tar"));
        Assert.Equal(20, samples.Count);
        Assert.Equal("a picture of thing 3", samples[3].Caption);
        Assert.Empty(warnings);

        Write(Entry("a.jpg"), Entry("a.txt", "plain"), Entry("a.json", """{"caption": "by json", "re_caption": "long words"}"""), Entry("b.jpg"), Entry("b.json", """{"text": "other"}"""));
        Assert.Equal(["plain", "other"], Read(_folder.File("x.tar")).Samples.Select(sample => sample.Caption));
        var named = Read(_folder.File("x.tar"), new ShardCaptions { Key = "re_caption" });
        Assert.Equal(["long words", null], named.Samples.Select(sample => sample.Caption));
        Assert.StartsWith("1 sample (b) has a picture and no caption", Assert.Single(named.Warnings));
    }

    [Fact]
    public void A_byte_order_mark_says_how_a_caption_is_written()
    {
        var (samples, warnings) = Read(CaseFiles.Path("captions/utf16.tar"));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"a picture of thing {i}"), samples.Select(sample => sample.Caption));
        Assert.Empty(warnings);
        foreach (var encoding in (System.Text.Encoding[])[System.Text.Encoding.UTF8, System.Text.Encoding.BigEndianUnicode, System.Text.Encoding.UTF32])
        {
            Write(Entry("a.jpg"), TarBytes.Entry("a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes("größe ☃")]));
            Assert.Equal("größe ☃", Assert.Single(Read(_folder.File("x.tar")).Samples).Caption);
        }
    }

    [Fact]
    public void Captions_in_an_unknown_encoding_count_as_missing_until_it_is_named()
    {
        var path = CaseFiles.Path("captions/latin1.tar");
        var (samples, warnings) = Read(path);
        Assert.All(samples, sample => Assert.Null(sample.Caption));
        Assert.StartsWith("20 captions (00000 first) are no text in UTF-8 and have no byte order mark; they count as missing.", Assert.Single(warnings));
        var named = Read(path, new ShardCaptions { Encoding = "windows-1252" });
        Assert.Equal("café 0 \u2019s", named.Samples[0].Caption);
        Assert.Empty(named.Warnings);
    }

    [Theory]
    [InlineData("a\0b\0")] // UTF-16 without its mark
    [InlineData("\u0083\u0058\u0083\u004E")] // Shift JIS
    [InlineData("\u00FF\u00FE\u0000\u00D8")] // half a surrogate pair
    public void Bytes_that_are_no_text_are_no_caption(string bytes)
    {
        Write(Entry("a.jpg"), TarBytes.Entry("a.txt", System.Text.Encoding.Latin1.GetBytes(bytes)));
        var (samples, warnings) = Read(_folder.File("x.tar"));
        Assert.Null(Assert.Single(samples).Caption);
        Assert.StartsWith("1 caption (a) is no text", Assert.Single(warnings));
    }

    [Fact]
    public void Sets_are_written_as_everybody_reads_them()
    {
        ConceptShards.WriteRetain([CaseFiles.Path("captions/utf16.tar"), CaseFiles.Path("tar/multi.tar"), CaseFiles.Path("tar/jsoncap.tar")], 60, 1, _folder.File("r.tar"));
        var written = TarShardReader.Read(_folder.File("r.tar")).ToList();
        Assert.Equal(60, written.Count);
        Assert.All(written, sample => Assert.Equal(["jpg", "txt"], sample.Members.Select(member => member.Key).Where(key => key != "json")));
        Assert.Equal("a picture of thing 0"u8.ToArray(), written[0].Find("txt"));
        Assert.Equal(1, ConceptShards.WriteForget([CaseFiles.Path("captions/utf16.tar")], new CaptionMatcher("thing 7"), 9, _folder.File("f.tar")));
        Assert.Equal(0, ConceptShards.WriteForget([CaseFiles.Path("tar/dotted-keys.tar")], new CaptionMatcher("thing 0"), 9, _folder.File("g.tar")));
    }

    [Fact]
    public void A_folder_gives_all_its_shards_and_names_what_it_passes_over()
    {
        var folder = CaseFiles.Path("tar/folder-of-shards");
        var told = new List<string>();
        var shards = ShardFolder.At(folder, told.Add);
        Assert.Equal(["00000.tar", "00001.TAR", "00002.tar.gz"], shards.Select(Path.GetFileName));
        Assert.Empty(told);
        var report = new ShardReadReport();
        Assert.Equal(60, TarShardReader.Read(shards, report).Count(sample => sample is { Image: not null, Caption.Length: > 0 }));
        Assert.Empty(report.Warnings);

        foreach (var name in (string[])["b.tar", "a.tgz", "c.tar.zst", "pictures.zip", "00000_stats.json", "00000.parquet", ".hidden"])
            File.WriteAllText(_folder.File(name), "");
        Directory.CreateDirectory(_folder.File("deeper"));
        Assert.Equal(["a.tgz", "b.tar", "c.tar.zst"], ShardFolder.At(_folder.Path, told.Add).Select(Path.GetFileName));
        Assert.Equal(["pictures.zip", "deeper"], told.Select(line => Path.GetFileName(line.Split(" is passed over")[0])));
    }

    [Fact]
    public void A_gzip_named_tar_is_read()
    {
        var (samples, warnings) = Read(CaseFiles.Path("tar/gz-named.tar"));
        Assert.Equal(20, samples.Count(sample => sample is { Image: not null, Caption: not null }));
        Assert.Empty(warnings);
    }

    private static byte[] Entry(string name, string content = "x") => TarBytes.Entry(name, System.Text.Encoding.UTF8.GetBytes(content));

    private void Write(params byte[][] entries) => File.WriteAllBytes(_folder.File("x.tar"), TarBytes.Archive(entries));

    private static (IReadOnlyList<TarSample> Samples, IReadOnlyList<string> Warnings) Read(string path, ShardCaptions? captions = null)
    {
        var report = new ShardReadReport();
        var samples = TarShardReader.Read(path, report, captions: captions).ToList();
        return (samples, report.Warnings);
    }
}
