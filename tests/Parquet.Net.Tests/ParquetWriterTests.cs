using Parquet.Schema;

namespace Parquet.Tests;

public class ParquetWriterTests
{
    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    public async Task What_is_written_is_read_back(CompressionMethod compression)
    {
        using var stream = await Sample.WriteAsync(compression);
        await using var reader = await ParquetReader.CreateAsync(stream);

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
    public async Task Small_and_unsigned_integers_keep_type_and_extremes()
    {
        await RoundTrip<sbyte>([sbyte.MinValue, -1, sbyte.MaxValue]);
        await RoundTrip<byte>([0, 1, byte.MaxValue]);
        await RoundTrip<short>([short.MinValue, -1, short.MaxValue]);
        await RoundTrip<ushort>([0, 1, ushort.MaxValue]);
        await RoundTrip<uint>([0, 1, uint.MaxValue]);
        await RoundTrip<ulong>([0, 1, ulong.MaxValue]);
    }

    [Fact]
    public async Task Not_a_number_and_infinities_survive() =>
        await RoundTrip([double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue]);

    [Fact]
    public async Task Row_groups_of_many_vectors_keep_their_order()
    {
        var field = new DataField<long?>("n");
        var values = Enumerable.Range(0, 300_001).Select(i => i % 7 == 3 ? (long?)null : i * 1_000_003L).ToArray();
        var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), stream, new ParquetOptions { CompressionMethod = CompressionMethod.None }))
        {
            foreach (var rows in new[] { ..1, 1..200_000, 200_000.. })
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<long>(field, values[rows]);
            }
        }
        await using var reader = await ParquetReader.CreateAsync(stream);

        Assert.Equal([1L, 199_999L, 100_001L], reader.RowGroups.Select(group => group.RowCount));
        Assert.Equal(values, await Sample.ReadAsync<long>(reader, "n"));
    }

    [Fact]
    public async Task Same_values_make_the_same_bytes()
    {
        var first = (await Sample.WriteAsync()).ToArray();

        Assert.Equal(first, (await Sample.WriteAsync()).ToArray());
    }

    [Fact]
    public async Task File_starts_where_the_stream_stands_and_the_stream_stays_open()
    {
        using var file = new MemoryStream();
        await Sample.WriteAsync(file, CompressionMethod.None);
        Assert.True(file.CanWrite);
        Assert.Equal(file.Length, file.Position);
    }

    [Fact]
    public async Task Stream_that_cannot_seek_gets_the_same_bytes()
    {
        var direct = (await Sample.WriteAsync()).ToArray();
        var target = new MemoryStream();
        await Sample.WriteAsync(new ForwardStream(target), CompressionMethod.Gzip);

        Assert.Equal(direct, target.ToArray());
    }

    [Fact]
    public async Task File_and_group_without_rows_are_files()
    {
        var field = new DataField<double>("x");
        var text = new DataField<string>("t");
        var none = new MemoryStream();
        await using (await ParquetWriter.CreateAsync(new ParquetSchema(field, text), none))
            Assert.Equal(4, none.Length);
        await using (var reader = await ParquetReader.CreateAsync(none))
            Assert.Equal(0, reader.RowGroupCount);

        var empty = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field, text), empty))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(field, Array.Empty<double>());
            await group.WriteAsync(text, Array.Empty<string>());
        }
        await using var again = await ParquetReader.CreateAsync(empty);
        Assert.Equal(0, Assert.Single(again.RowGroups).RowCount);
    }

    [Fact]
    public async Task Read_only_stream_is_refused()
    {
        using var stream = new MemoryStream(new byte[10], writable: false);

        await Assert.ThrowsAsync<ArgumentException>(() => ParquetWriter.CreateAsync(Sample.Schema, stream));
    }

    internal static async Task RoundTrip<T>(T[] values) where T : struct
    {
        var field = new DataField<T>("v");
        var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), stream, new ParquetOptions { CompressionMethod = CompressionMethod.None }))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<T>(field, values);
        }
        await using var reader = await ParquetReader.CreateAsync(stream);
        Assert.Equal(typeof(T), reader.Schema.DataFields[0].ClrType);
        var read = new T[values.Length];
        using var readGroup = reader.OpenRowGroupReader(0);
        await readGroup.ReadAsync<T>(reader.Schema.DataFields[0], read);
        Assert.Equal(values, read);
    }
}
