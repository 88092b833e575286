using Parquet.Schema;

namespace Parquet.Tests;

public class ParquetRowGroupReaderTests
{
    [Fact]
    public async Task Missing_column_is_a_ParquetException_that_names_it()
    {
        var absent = new DataField<double>("NSFW");
        _ = new ParquetSchema(absent);
        await WithFirstGroup(async (_, group) =>
        {
            Assert.False(group.ColumnExists(absent));
            var error = await Assert.ThrowsAsync<ParquetException>(async () => await group.ReadAsync<double>(absent, new double[5]));
            Assert.Contains("NSFW", error.Message);
        });
    }

    [Fact]
    public Task Buffer_of_another_type_is_refused() => WithFirstGroup(async (reader, group) =>
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await group.ReadAsync<float>(reader.Schema.FindDataField("WIDTH"), new float[5]));
        Assert.Contains("WIDTH", error.Message);
    });

    [Fact]
    public Task Number_read_as_text_is_refused() => WithFirstGroup(async (reader, group) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await group.ReadAsync(reader.Schema.FindDataField("WIDTH"), new string?[5])));

    [Fact]
    public Task Buffer_that_is_too_small_is_refused() => WithFirstGroup(async (reader, group) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await group.ReadAsync<int>(reader.Schema.FindDataField("WIDTH"), new int[4])));

    [Fact]
    public Task Nullable_column_needs_a_nullable_buffer() => WithFirstGroup(async (reader, group) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await group.ReadAsync<double>(reader.Schema.FindDataField("similarity"), new double[5])));

    [Fact]
    public Task Field_of_no_schema_is_refused() => WithFirstGroup(async (_, group) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await group.ReadAsync<int>(new DataField<int>("WIDTH"), new int[5])));

    [Fact]
    public Task Larger_buffer_keeps_its_tail() => WithFirstGroup(async (reader, group) =>
    {
        var values = new int[8];
        Array.Fill(values, 77);
        await group.ReadAsync<int>(reader.Schema.FindDataField("WIDTH"), values);
        Assert.Equal([.. Sample.Widths[..5], 77, 77, 77], values);
    });

    [Fact]
    public Task Raw_reading_packs_values_and_gives_levels() => WithFirstGroup(async (reader, group) =>
    {
        var (values, levels) = (new long[5], new int[5]);
        await group.ReadRawAsync<long>(reader.Schema.FindDataField("PIXELS"), values, levels, null);
        Assert.Equal([1, 0, 1, 1, 1], levels);
        Assert.Equal([1, 3, long.MinValue, long.MaxValue], values[..4]);
    });

    [Fact]
    public async Task Columns_can_be_read_in_any_order_and_again()
    {
        using var stream = await Sample.WriteAsync();
        await using var reader = await ParquetReader.CreateAsync(stream);

        Assert.Equal(Sample.Hashes, await Sample.ReadBytesAsync(reader, "hash"));
        Assert.Equal(Sample.Texts, await Sample.ReadTextAsync(reader, "TEXT"));
        Assert.Equal(Sample.Hashes, await Sample.ReadBytesAsync(reader, "hash"));
    }

    [Fact]
    public async Task Damaged_page_is_an_error()
    {
        var bytes = (await Sample.WriteAsync()).ToArray();
        // The first column's first page starts after the magic bytes.
        Array.Fill(bytes, (byte)0xEE, 4, 40);
        using var stream = new MemoryStream(bytes);
        await using var reader = await ParquetReader.CreateAsync(stream);

        await Assert.ThrowsAnyAsync<Exception>(() => Sample.ReadTextAsync(reader, "URL"));
    }

    [Fact]
    public async Task Undecodable_text_gets_replacement_characters()
    {
        var field = new DataField<byte[]>("caption");
        var bytes = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), bytes, new ParquetOptions { CompressionMethod = CompressionMethod.None }))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(field, new byte[]?[] { [0x61, 0xFF, 0x62], null });
        }
        await using var reader = await ParquetReader.CreateAsync(bytes, new ParquetOptions { TreatByteArrayAsString = true });

        Assert.Equal((string?[])["a\uFFFDb", null], await Sample.ReadTextAsync(reader, "caption"));
    }

    private static async Task WithFirstGroup(Func<ParquetReader, ParquetRowGroupReader, Task> test)
    {
        using var stream = await Sample.WriteAsync();
        await using var reader = await ParquetReader.CreateAsync(stream);
        using var group = reader.OpenRowGroupReader(0);
        await test(reader, group);
    }
}
