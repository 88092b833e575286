using Parquet.Schema;

namespace Parquet.Tests.Schema;

public class FieldPathTests
{
    [Fact]
    public void Parts_may_hold_any_character()
    {
        var path = new FieldPath("a.b", "c/d");

        Assert.Equal(2, path.Length);
        Assert.Equal("a.b", path.FirstPart);
        Assert.Equal("c/d", path[1]);
        Assert.Equal("a.b/c/d", path.ToString());
    }

    [Fact]
    public void Equal_by_parts()
    {
        Assert.Equal(new FieldPath("a", "b"), new FieldPath(["a", "b"]));
        Assert.NotEqual(new FieldPath("a", "b"), new FieldPath("a/b"));
    }
}
