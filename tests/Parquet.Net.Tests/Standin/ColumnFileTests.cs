using Parquet.Schema;

namespace Parquet.Tests.Standin;

/// <summary>Errors and clean-up around the temporary files that pass between this library and DuckDB.</summary>
public class ColumnFileTests
{
    [Fact]
    public async Task Field_of_another_type_than_the_file_is_told()
    {
        var asked = new DataField<double>("WIDTH");
        _ = new ParquetSchema(asked);
        using var stream = await Sample.WriteAsync();
        await using var reader = await ParquetReader.CreateAsync(stream);

        var error = await Assert.ThrowsAsync<ParquetException>(async () => await reader.OpenRowGroupReader(0).ReadAsync<double>(asked, new double[5]));
        Assert.Contains("WIDTH", error.Message);
        Assert.Contains("Int32", error.Message);
    }

    [Fact]
    public async Task Missing_value_in_a_column_without_is_refused_before_writing()
    {
        var field = new DataField<double>("x");
        await using var writer = await ParquetWriter.CreateAsync(new(field), new MemoryStream());
        using var group = writer.CreateRowGroup();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => group.WriteAsync<double>(field, new double?[] { 1, null }));
        Assert.Contains("row 1", error.Message);
    }

    [Fact]
    public async Task Damaged_page_names_column_and_row_group()
    {
        var bytes = (await Sample.WriteAsync()).ToArray();
        Array.Fill(bytes, (byte)0xEE, 4, 40);
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes));

        var error = await Assert.ThrowsAsync<ParquetException>(() => Sample.ReadTextAsync(reader, "URL"));
        Assert.Contains("'URL' of row group 0", error.Message);
    }

    [Fact]
    public async Task Cancelled_reading_stops()
    {
        using var stream = await Sample.WriteAsync();
        await using var reader = await ParquetReader.CreateAsync(stream);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await reader.OpenRowGroupReader(0).ReadAsync<int>(reader.Schema.FindDataField("WIDTH"), new int[5], null, new CancellationToken(canceled: true)));
    }
}
