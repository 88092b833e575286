using Parquet.Schema;

namespace Parquet.Tests.Schema;

public class ParquetSchemaTests
{
    [Fact]
    public void Finds_columns_by_name()
    {
        Assert.Same(Sample.Text, Sample.Schema.FindDataField("TEXT"));
        Assert.Same(Sample.Text, Sample.Schema[1]);
        Assert.Equal(8, Sample.Schema.Fields.Count);
    }

    [Fact]
    public void Unknown_column_is_an_ArgumentException_that_names_it() =>
        Assert.Contains("caption", Assert.Throws<ArgumentException>(() => Sample.Schema.FindDataField("caption")).Message);

    [Fact]
    public void Needs_a_field() => Assert.Throws<ArgumentException>(() => new ParquetSchema());

    [Fact]
    public void Gives_fields_their_levels()
    {
        var (required, optional) = (new DataField<int>("a"), new DataField<int?>("b"));
        _ = new ParquetSchema(required, optional);

        Assert.Equal(0, required.MaxDefinitionLevel);
        Assert.Equal(1, optional.MaxDefinitionLevel);
    }

    [Fact]
    public void Equal_by_columns_in_order()
    {
        Assert.Equal(new ParquetSchema(new DataField<int>("a"), new DataField<string>("b")), new ParquetSchema(new DataField<int>("a"), new DataField<string>("b")));
        Assert.NotEqual(new ParquetSchema(new DataField<int>("a"), new DataField<string>("b")), new ParquetSchema(new DataField<string>("b"), new DataField<int>("a")));
    }
}
