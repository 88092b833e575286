using System.Text;
using Slug.Data.Emoji;

namespace Slug.Data.Tests.Emoji;

public sealed class IconifySetTests
{
    [Theory]
    [InlineData("""{"icons":{"tiger":{}}}""")]
    [InlineData("""{"icons":{"tiger":[]}}""")]
    [InlineData("""{"icons":{"tiger":{"body":7}}}""")]
    [InlineData("""{"icons":{"tiger":{"body":null}}}""")]
    [InlineData("""{"icons":{"tiger":{"body":"\ud800"}}}""")]
    [InlineData("""{"icons":{"tiger":{"body":"x","width":"12"}}}""")]
    [InlineData("""{"icons":[]}""")]
    [InlineData("""{"icons":{},"aliases":{"tiger":7}}""")]
    public void What_is_not_Iconifys_is_refused_by_the_packages_name(string json)
    {
        var refused = Assert.Throws<InvalidDataException>(() =>
        {
            var set = IconifySet.Parse(Encoding.UTF8.GetBytes(json), "set.tgz");
            return set.Has("tiger") ? set.Svg("tiger") : throw new InvalidOperationException("it has no tiger");
        });
        Assert.StartsWith("set.tgz has an icons.json that is not Iconify's", refused.Message);
    }
}
