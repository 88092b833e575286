using Parquet.Schema;

namespace Parquet.Tests;

public class ParquetRowGroupWriterTests
{
    private readonly DataField _x = new DataField<double>("x");
    private readonly DataField _text = new DataField<string>("text");

    [Fact]
    public Task Columns_out_of_order_are_refused() => WithGroup(async group =>
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => group.WriteAsync(_text, new[] { "a" }));
        Assert.Contains("'x'", error.Message);
    });

    [Fact]
    public Task Values_of_another_type_are_refused() => WithGroup(async group =>
        await Assert.ThrowsAsync<ArgumentException>(() => group.WriteAsync<float>(_x, new float[2])));

    [Fact]
    public Task Columns_of_different_lengths_are_refused() => WithGroup(async group =>
    {
        await group.WriteAsync<double>(_x, new double[2]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => group.WriteAsync(_text, new[] { "a" }));
    });

    [Fact]
    public Task Incomplete_group_is_told() => WithGroup(async group =>
    {
        await group.WriteAsync<double>(_x, new double[2]);
        var error = Assert.Throws<InvalidOperationException>(group.CompleteValidate);
        Assert.Contains("text", error.Message);
    });

    [Fact]
    public Task Column_too_many_is_refused() => WithGroup(async group =>
    {
        await group.WriteAsync<double>(_x, new double[1]);
        await group.WriteAsync(_text, new[] { "a" });
        group.CompleteValidate();
        await Assert.ThrowsAsync<InvalidOperationException>(() => group.WriteAsync(_text, new[] { "a" }));
    });

    [Fact]
    public Task Field_of_no_schema_is_refused() => WithGroup(async group =>
        await Assert.ThrowsAsync<ArgumentException>(() => group.WriteAsync<double>(new DataField<double>("x"), new double[1])));

    [Fact]
    public async Task Plain_values_for_a_nullable_column_are_refused()
    {
        var field = new DataField<double?>("y");
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), new MemoryStream());
        using var group = writer.CreateRowGroup();

        await Assert.ThrowsAsync<InvalidOperationException>(() => group.WriteAsync<double>(field, new double[] { 1, 2 }));
    }

    [Fact]
    public async Task Column_metadata_is_kept()
    {
        var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(_x), stream))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(_x, new double[] { 1 }, customMetadata: new Dictionary<string, string> { ["unit"] = "cosine" });
        }
        await using var reader = await ParquetReader.CreateAsync(stream);

        Assert.Equal("cosine", reader.OpenRowGroupReader(0).GetCustomMetadata(reader.Schema.DataFields[0])["unit"]);
    }

    private async Task WithGroup(Func<ParquetRowGroupWriter, Task> test)
    {
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(_x, _text), new MemoryStream());
        using var group = writer.CreateRowGroup();
        await test(group);
    }
}
