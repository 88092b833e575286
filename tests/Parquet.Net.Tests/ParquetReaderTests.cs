namespace Parquet.Tests;

public class ParquetReaderTests
{
    [Fact]
    public async Task Footer_tells_row_groups_rows_schema_and_metadata()
    {
        using var stream = await Sample.WriteAsync();
        await using var reader = await ParquetReader.CreateAsync(stream);

        Assert.Equal(2, reader.RowGroupCount);
        Assert.Equal([5L, 2L], reader.RowGroups.Select(group => group.RowCount));
        Assert.Equal(Sample.Schema.DataFields.Select(field => field.Name), reader.Schema.DataFields.Select(field => field.Name));
        Assert.Equal(Sample.Schema.DataFields.Select(field => field.ClrType), reader.Schema.DataFields.Select(field => field.ClrType));
        Assert.Equal(Sample.Schema.DataFields.Select(field => field.IsNullable), reader.Schema.DataFields.Select(field => field.IsNullable));
        Assert.Equal("sample — 東京", Assert.Single(reader.CustomMetadata).Value);
    }

    [Fact]
    public async Task Cut_short_anywhere_is_an_IOException()
    {
        var whole = (await Sample.WriteAsync()).ToArray();
        for (var length = 0; length < whole.Length; length += 97)
        {
            using var torn = new MemoryStream(whole[..length]);
            await Assert.ThrowsAsync<IOException>(() => ParquetReader.CreateAsync(torn));
        }
    }

    [Fact]
    public async Task Bytes_of_another_kind_are_an_IOException()
    {
        using var stream = new MemoryStream("<html>not here</html>"u8.ToArray());

        await Assert.ThrowsAsync<IOException>(() => ParquetReader.CreateAsync(stream));
    }

    [Fact]
    public async Task Damaged_footer_is_an_error_and_never_a_hang()
    {
        var whole = (await Sample.WriteAsync()).ToArray();
        var footerLength = BitConverter.ToInt32(whole, whole.Length - 8);
        Array.Fill(whole, (byte)0xFF, whole.Length - 8 - footerLength, footerLength);

        await Assert.ThrowsAnyAsync<Exception>(() => ParquetReader.CreateAsync(new MemoryStream(whole)));
    }

    [Fact]
    public async Task Missing_file_is_named()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => ParquetReader.CreateAsync("/nowhere.parquet"));

        Assert.Contains("/nowhere.parquet", error.Message);
    }

    [Fact]
    public async Task Unseekable_stream_is_refused()
    {
        using var stream = new ForwardStream(await Sample.WriteAsync());

        await Assert.ThrowsAsync<ArgumentException>(() => ParquetReader.CreateAsync(stream));
    }

    [Fact]
    public async Task File_opened_by_path_is_closed_with_the_reader()
    {
        var path = Path.Combine(Path.GetTempPath(), $"slug-test-{Guid.NewGuid():N}.parquet");
        try
        {
            await using (var file = System.IO.File.Create(path))
                await Sample.WriteAsync(file, CompressionMethod.None);
            await using (var reader = await ParquetReader.CreateAsync(path))
                Assert.Equal(Sample.Texts, await Sample.ReadTextAsync(reader, "TEXT"));
            await using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Assert.True(exclusive.CanWrite);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_is_left_open_as_told(bool leaveOpen)
    {
        var stream = await Sample.WriteAsync();
        await (await ParquetReader.CreateAsync(stream, leaveStreamOpen: leaveOpen)).DisposeAsync();

        Assert.Equal(leaveOpen, stream.CanRead);
    }

    [Fact]
    public async Task Row_group_out_of_range_is_refused()
    {
        using var stream = await Sample.WriteAsync();
        await using var reader = await ParquetReader.CreateAsync(stream);

        Assert.Throws<ArgumentOutOfRangeException>(() => reader.OpenRowGroupReader(2));
    }

    [Fact]
    public async Task Schema_can_be_read_alone()
    {
        using var stream = await Sample.WriteAsync();

        Assert.Equal(Sample.Schema, await ParquetReader.ReadSchemaAsync(stream));
    }
}
