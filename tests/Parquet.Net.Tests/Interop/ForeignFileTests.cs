namespace Parquet.Tests.Interop;

/// <summary>Reads files that other implementations wrote (Golden/README.md says how).</summary>
public class ForeignFileTests
{
    [Fact]
    public async Task File_by_hyparquet_writer_is_read()
    {
        await using var reader = await ParquetReader.CreateAsync(Golden("hyparquet-writer.parquet"));

        Assert.Equal([3L, 3L, 1L], reader.RowGroups.Select(group => group.RowCount));
        Assert.Equal([false, true, true, false, true, false, true, true], reader.Schema.DataFields.Select(field => field.IsNullable));
        Assert.Equal("hyparquet-writer 0.17.0", reader.CustomMetadata["source"]);
        Assert.Equal(Sample.Urls, await Sample.ReadTextAsync(reader, "URL"));
        Assert.Equal((string?[])["a tiger", null, "Zürich — 東京 🐯", "", "a rocket", null, "the end"], await Sample.ReadTextAsync(reader, "TEXT"));
        Assert.Equal([320, 640, null, 1024, 0, -1, int.MaxValue], await Sample.ReadAsync<int>(reader, "WIDTH"));
        Assert.Equal([1, -2, 3, 9007199254740993, 5, 6, long.MinValue], await Sample.ReadAsync<long>(reader, "PIXELS"));
        Assert.Equal([0.25, 0.5, null, 0.75, 1e-300, -0.0, 0.1], await Sample.ReadAsync<double>(reader, "similarity"));
        Assert.Equal([0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f], await Sample.ReadAsync<float>(reader, "score"));
        Assert.Equal([true, false, null, true, true, false, true], await Sample.ReadAsync<bool>(reader, "safe"));
        Assert.Equal([[0, 255], null, [], [1], [2, 3, 4], null, [9]], await Sample.ReadBytesAsync(reader, "hash"));
    }

    [Fact]
    public async Task File_by_Parquet_Net_is_read()
    {
        await using var reader = await ParquetReader.CreateAsync(Golden("parquet-net.parquet"));

        Assert.Equal(Sample.Schema, reader.Schema);
        Assert.Equal([5L, 2L], reader.RowGroups.Select(group => group.RowCount));
        Assert.Equal(Sample.Urls, await Sample.ReadTextAsync(reader, "URL"));
        Assert.Equal(Sample.Texts, await Sample.ReadTextAsync(reader, "TEXT"));
        Assert.Equal(Sample.Widths.Select(width => (int?)width), await Sample.ReadAsync<int>(reader, "WIDTH"));
        Assert.Equal(Sample.Pixels, await Sample.ReadAsync<long>(reader, "PIXELS"));
        Assert.Equal(Sample.Similarities, await Sample.ReadAsync<double>(reader, "similarity"));
        Assert.Equal(Sample.Scores.Select(score => (float?)score), await Sample.ReadAsync<float>(reader, "score"));
        Assert.Equal(Sample.Safe, await Sample.ReadAsync<bool>(reader, "safe"));
        Assert.Equal(Sample.Hashes, await Sample.ReadBytesAsync(reader, "hash"));
    }

    /// <summary>The other way round: the real package reads what the stand-in wrote.</summary>
    [Fact]
    public async Task File_by_the_stand_in_is_read()
    {
        await using var reader = await ParquetReader.CreateAsync(Golden("stand-in.parquet"));

        Assert.Equal([5L, 2L], reader.RowGroups.Select(group => group.RowCount));
        Assert.Equal(Sample.Urls, await Sample.ReadTextAsync(reader, "URL"));
        Assert.Equal(Sample.Texts, await Sample.ReadTextAsync(reader, "TEXT"));
        Assert.Equal(Sample.Widths.Select(width => (int?)width), await Sample.ReadAsync<int>(reader, "WIDTH"));
        Assert.Equal(Sample.Pixels, await Sample.ReadAsync<long>(reader, "PIXELS"));
        Assert.Equal(Sample.Similarities, await Sample.ReadAsync<double>(reader, "similarity"));
        Assert.Equal(Sample.Scores.Select(score => (float?)score), await Sample.ReadAsync<float>(reader, "score"));
        Assert.Equal(Sample.Safe, await Sample.ReadAsync<bool>(reader, "safe"));
        Assert.Equal(Sample.Hashes, await Sample.ReadBytesAsync(reader, "hash"));
    }

    [Fact]
    public async Task Columns_beside_those_of_other_types_are_read()
    {
        await using var reader = await ParquetReader.CreateAsync(Golden("typed.parquet"));

        Assert.Equal(
            [typeof(ReadOnlyMemory<char>), typeof(DateTime), typeof(decimal), typeof(ReadOnlyMemory<byte>)],
            reader.Schema.DataFields.Select(field => field.ClrType));
        Assert.Equal((string?[])["flat"], await Sample.ReadTextAsync(reader, "caption"));
        Assert.Equal("ab"u8.ToArray(), Assert.Single(await Sample.ReadBytesAsync(reader, "raw")));
    }

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);
}
