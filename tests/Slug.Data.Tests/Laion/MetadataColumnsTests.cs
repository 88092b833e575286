using Parquet;
using Parquet.Schema;
using Slug.Data.Laion;

namespace Slug.Data.Tests.Laion;

/// <summary>Metadata of other crawls than LAION-400M's.</summary>
public sealed class MetadataColumnsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_nested_column_that_nobody_needs_is_left_out()
    {
        var metadata = await ImageMetadata.OpenAsync([CaseFiles.Path("parquet/t-list.parquet")], new ImageShardOptions(), default);
        Assert.Empty(metadata.Extra);
        Assert.NotEmpty(await RowsAsync(metadata));
        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => ImageMetadata.OpenAsync([CaseFiles.Path("parquet/t-list.parquet")], new ImageShardOptions { ExtraColumns = ["extra"] }, default));
        Assert.Contains("'extra' is nested (extra/list/element)", refused.Message);
    }

    [Fact]
    public async Task A_file_without_columns_is_refused_by_name()
    {
        // A footer in thrift's compact way: version 1, the schema's root without children, no rows, no row groups.
        byte[] footer = [0x15, 2, 0x19, 0x1C, 0x48, 4, (byte)'r', (byte)'o', (byte)'o', (byte)'t', 0x15, 0, 0, 0x16, 0, 0x19, 0x0C, 0];
        File.WriteAllBytes(_folder.File("none.parquet"), [.. "PAR1"u8, .. footer, (byte)footer.Length, 0, 0, 0, .. "PAR1"u8]);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => ImageMetadata.OpenAsync([_folder.File("none.parquet")], new ImageShardOptions(), default));
        Assert.Contains("none.parquet", refused.Message);
    }

    [Fact]
    public async Task Usual_names_are_found()
    {
        var metadata = await ImageMetadata.OpenAsync([CaseFiles.Path("parquet/lowercase.parquet")], new ImageShardOptions(), default);
        Assert.All(await RowsAsync(metadata), row => Assert.True(row is { Url.Length: > 0, Caption.Length: > 0 }));
    }

    [Theory]
    [InlineData("URL TEXT NSFW", "URL", "TEXT")]
    [InlineData("url caption", "url", "caption")]
    [InlineData("url TEXT caption", "url", "TEXT")]
    [InlineData("image_url alt_text", "image_url", "alt_text")]
    [InlineData("Image_URL Title", "Image_URL", "Title")]
    [InlineData("url image_url text title", "url", "text")]
    public async Task The_plainest_name_is_taken(string columns, string url, string caption)
    {
        var path = await WriteAsync([.. columns.Split(' ').Select(name => (name, (object)"x"))]);
        var chosen = (await ImageMetadata.OpenAsync([path], new ImageShardOptions(), default)).ColumnsOf(path);
        Assert.Equal((url, caption), (chosen.Url, chosen.Caption));
    }

    [Theory]
    [InlineData("url text caption", "the columns text and caption may all hold the captions; say which with 'captionColumn'")]
    [InlineData("address words", "has no column of addresses under a usual name; say which it is with 'urlColumn'. It has address, words.")]
    public async Task What_cannot_be_found_is_asked_for(string columns, string message)
    {
        var path = await WriteAsync([.. columns.Split(' ').Select(name => (name, (object)"x"))]);
        Assert.Contains(message, (await Assert.ThrowsAsync<InvalidDataException>(() => ImageMetadata.OpenAsync([path], new ImageShardOptions(), default))).Message);
    }

    [Fact]
    public async Task Columns_can_be_named_and_files_may_differ_in_them()
    {
        var first = await WriteAsync([("where", "http://a/"), ("words", "one")]);
        var named = await ImageMetadata.OpenAsync([first], new ImageShardOptions { UrlColumn = "where", CaptionColumn = "words" }, default);
        Assert.Equal([("http://a/", "one")], (await RowsAsync(named)).Select(row => (row.Url!, row.Caption!)));

        var (upper, lower) = (await WriteAsync([("URL", "http://a/"), ("TEXT", "one")]), await WriteAsync([("url", "http://b/"), ("caption", "two")]));
        var both = await ImageMetadata.OpenAsync([upper, lower], new ImageShardOptions(), default);
        Assert.Equal([("http://a/", "one"), ("http://b/", "two")], (await RowsAsync(both)).Select(row => (row.Url!, row.Caption!)));
    }

    [Fact]
    public async Task Texts_that_are_declared_as_bytes_are_read()
    {
        var path = await WriteAsync([("URL", "http://a/"u8.ToArray()), ("TEXT", "größe"u8.ToArray())]);
        var row = Assert.Single(await RowsAsync(await ImageMetadata.OpenAsync([path], new ImageShardOptions(), default)));
        Assert.Equal(("http://a/", "größe"), (row.Url, row.Caption));
    }

    [Fact]
    public async Task Columns_that_shards_have_by_themselves_are_not_kept_twice()
    {
        // DataComp's metadata have these.
        await using var server = new LoopbackServer(request => request.AnswerAsync(200, TestImages.Jpeg(9, 9)));
        var path = await WriteAsync([("url", server.At("a.jpg").ToString()), ("text", "one"), ("sha256", "old"), ("original_width", "7"), ("uid", "u1")]);
        await ImageShards.DownloadAsync([path], _folder.File("shards"), new ImageShardOptions { ImageSize = 8, Crawl = new CrawlOptions { AllowPrivateHosts = true } });
        var json = System.Text.Encoding.UTF8.GetString(Slug.Data.WebDataset.TarShardReader.Read(_folder.File("shards/00000.tar")).Single().Json!);
        Assert.Contains("\"uid\":\"u1\"", json);
        Assert.Contains("\"original_width\":9", json);
        Assert.DoesNotContain("old", json);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 605157884\n", "is no parquet file: it is a Git LFS pointer: fetch the file with git lfs pull")]
    [InlineData("<!doctype html><html>", "is no parquet file: it is a web page")]
    public async Task What_stands_in_place_of_the_metadata_is_told(string content, string message)
    {
        File.WriteAllText(_folder.File("m.parquet"), content);
        Assert.Contains(message, (await Assert.ThrowsAsync<InvalidDataException>(() => ImageMetadata.OpenAsync([_folder.File("m.parquet")], new ImageShardOptions(), default))).Message);
    }

    private async Task<string> WriteAsync((string Name, object Value)[] columns)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.parquet");
        var fields = columns.Select(column => column.Value is string ? new DataField<string>(column.Name) : new DataField(column.Name, typeof(byte[]))).ToArray();
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        using var group = writer.CreateRowGroup();
        foreach (var (field, (_, value)) in fields.Zip(columns))
        {
            if (value is string text)
                await group.WriteAsync(field, new[] { text });
            else
                await group.WriteAsync(field, new[] { (byte[])value });
        }
        group.CompleteValidate();
        return path;
    }

    private static async Task<List<ImageRow>> RowsAsync(ImageMetadata metadata)
    {
        var rows = new List<ImageRow>();
        await foreach (var row in metadata.ReadAsync(_ => true, default))
            rows.Add(row);
        return rows;
    }
}
