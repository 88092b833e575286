using Parquet.Schema;

namespace Parquet.Tests.Standin;

/// <summary>Nested columns are left out, but do not stand in the way of the others.</summary>
public class NestedFileTests
{
    private static readonly string Nested = Path.Combine(AppContext.BaseDirectory, "Golden", "nested.parquet");

    [Fact]
    public async Task Schema_names_the_nested_column()
    {
        await using var reader = await ParquetReader.CreateAsync(Nested);

        Assert.Contains("'tags'", Assert.Throws<NotSupportedException>(() => reader.Schema).Message);
    }

    [Fact]
    public async Task Flat_column_is_read_although_a_nested_one_has_its_name()
    {
        var field = new DataField<string>("element");
        _ = new ParquetSchema(field);
        await using var reader = await ParquetReader.CreateAsync(Nested);
        var values = new string?[2];
        await reader.OpenRowGroupReader(0).ReadAsync(field, values);

        Assert.Equal((string?[])["flat", "two"], values);
    }

    [Fact]
    public async Task Type_that_is_left_out_is_named_when_read()
    {
        var field = new DataField<DateTime?>("taken");
        _ = new ParquetSchema(field);
        await using var reader = await ParquetReader.CreateAsync(Nested);

        var error = await Assert.ThrowsAsync<NotSupportedException>(async () => await reader.OpenRowGroupReader(0).ReadAsync<DateTime>(field, new DateTime?[2]));
        Assert.Contains("taken", error.Message);
    }
}
