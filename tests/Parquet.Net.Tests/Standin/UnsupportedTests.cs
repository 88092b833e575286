using Parquet.Schema;

namespace Parquet.Tests.Standin;

/// <summary>What is left out says so by name, before anything is written.</summary>
public class UnsupportedTests
{
    [Theory]
    [InlineData(CompressionMethod.Lzo)]
    [InlineData(CompressionMethod.LZ4)]
    public async Task Codec(CompressionMethod method)
    {
        var stream = new MemoryStream();
        var error = await Assert.ThrowsAsync<NotSupportedException>(
            () => ParquetWriter.CreateAsync(Sample.Schema, stream, new ParquetOptions { CompressionMethod = method }));

        Assert.Contains($"CompressionMethod.{method}", error.Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public async Task Column_type()
    {
        var stream = new MemoryStream();
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => ParquetWriter.CreateAsync(new(new DataField<DateTime>("taken")), stream));

        Assert.Contains("taken", error.Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public async Task Appending() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => ParquetWriter.CreateAsync(Sample.Schema, new MemoryStream(), append: true));

    [Fact]
    public void Several_values_in_a_row() => Assert.Contains("IsArray", Assert.Throws<NotSupportedException>(() => new DataField<int[]>("x")).Message);

    [Fact]
    public async Task Repetition_levels()
    {
        var field = new DataField<int>("x");
        await using var writer = await ParquetWriter.CreateAsync(new(field), new MemoryStream());
        using var group = writer.CreateRowGroup();

        await Assert.ThrowsAsync<NotSupportedException>(() => group.WriteAsync<int>(field, new[] { 1 }, new[] { 0 }));
    }
}
