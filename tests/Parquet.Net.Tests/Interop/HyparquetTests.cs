using System.Globalization;

namespace Parquet.Tests.Interop;

/// <summary>What is written here, another implementation reads.</summary>
public class HyparquetTests
{
    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    public async Task Reads_what_is_written(CompressionMethod compression)
    {
        var columns = await ReadAsync(stream => Sample.WriteAsync(stream, compression));

        Assert.Equal((string?[])["5", "2"], columns["rowGroups"]);
        Assert.Equal(Sample.Urls, columns["URL"]);
        Assert.Equal(Sample.Texts, columns["TEXT"]);
        Assert.Equal(Texts(Sample.Widths.Cast<object>()), columns["WIDTH"]);
        Assert.Equal(Texts(Sample.Pixels.Cast<object?>()), columns["PIXELS"]);
        Assert.Equal(Sample.Similarities, Numbers(columns["similarity"]));
        Assert.Equal(Sample.Scores.Select(score => (double?)score), Numbers(columns["score"]));
        Assert.Equal((string?[])["true", "false", null, "true", "true", "false", null], columns["safe"]);
        Assert.Equal(Sample.Hashes.Select(hash => hash is null ? null : Convert.ToHexStringLower(hash)), columns["hash"]);
    }

    [Fact]
    public async Task Reads_a_row_group_without_rows_between_others()
    {
        var field = new Parquet.Schema.DataField<int>("n");
        var columns = await ReadAsync(async stream =>
        {
            await using var writer = await ParquetWriter.CreateAsync(new(field), stream, new ParquetOptions { CompressionMethod = CompressionMethod.None });
            foreach (var values in new int[][] { [1, 2], [], [3] })
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<int>(field, values);
            }
        });

        Assert.Equal((string?[])["2", "0", "1"], columns["rowGroups"]);
        Assert.Equal((string?[])["1", "2", "3"], columns["n"]);
    }

    private static async Task<Dictionary<string, string?[]>> ReadAsync(Func<Stream, Task> write)
    {
        var path = Path.Combine(Path.GetTempPath(), $"slug-test-{Guid.NewGuid():N}.parquet");
        try
        {
            await using (var file = System.IO.File.Create(path))
                await write(file);
            return Hyparquet.Read(path);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private static IEnumerable<string?> Texts(IEnumerable<object?> values) =>
        values.Select(value => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture));

    private static IEnumerable<double?> Numbers(IEnumerable<string?> texts) =>
        texts.Select(text => text is null ? (double?)null : double.Parse(text, CultureInfo.InvariantCulture));
}
