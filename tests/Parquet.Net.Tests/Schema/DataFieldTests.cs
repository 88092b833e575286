using Parquet.Schema;

namespace Parquet.Tests.Schema;

public class DataFieldTests
{
    [Fact]
    public void Type_and_nullability_follow_from_the_declared_type()
    {
        Check(new DataField<double>("x"), typeof(double), isNullable: false);
        Check(new DataField<double?>("x"), typeof(double), isNullable: true);
        Check(new DataField<double>("x", nullable: true), typeof(double), isNullable: true);
        Check(new DataField<double?>("x", nullable: false), typeof(double), isNullable: false);
        Check(new DataField("x", typeof(long?)), typeof(long), isNullable: true);
        Check(new DataField("x", typeof(DateTime)), typeof(DateTime), isNullable: false);
    }

    [Fact]
    public void Text_and_bytes_have_the_type_of_their_memory()
    {
        Check(new DataField<string>("x"), typeof(ReadOnlyMemory<char>), isNullable: true);
        Check(new DataField<string>("x", nullable: false), typeof(ReadOnlyMemory<char>), isNullable: false);
        Check(new DataField<byte[]>("x"), typeof(ReadOnlyMemory<byte>), isNullable: true);
    }

    [Fact]
    public void Unknown_type_is_refused() => Assert.Throws<NotSupportedException>(() => new DataField("x", typeof(Uri)));

    [Fact]
    public void Name_is_required() => Assert.Throws<ArgumentNullException>(() => new DataField<int>(null!));

    [Fact]
    public void Equal_by_name_type_and_nullability()
    {
        Assert.Equal(new DataField<int>("x"), new DataField("x", typeof(int)));
        Assert.NotEqual<object>(new DataField<int>("x"), new DataField<int>("y"));
        Assert.NotEqual<object>(new DataField<int>("x"), new DataField<long>("x"));
        Assert.NotEqual<object>(new DataField<int>("x"), new DataField<int?>("x"));
    }

    private static void Check(DataField field, Type type, bool isNullable)
    {
        Assert.Equal(type, field.ClrType);
        Assert.Equal(isNullable, field.IsNullable);
        Assert.False(field.IsArray);
    }
}
