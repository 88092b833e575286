using Slug.Data.Laion;

namespace Slug.Data.Tests.Laion;

public sealed class OptOutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("noai", true)]
    [InlineData("NoImageAI", true)]
    [InlineData("noindex", true)]
    [InlineData("nofollow, noimageindex", true)]
    [InlineData("nofollow", false)]
    [InlineData("all", false)]
    [InlineData("", false)]
    [InlineData("otherbot: noai", false)]
    [InlineData("slug: noai", true)]
    [InlineData("otherbot: noai, slug: noimageai", true)]
    [InlineData("otherbot: nofollow, noai", false)]
    [InlineData("*: noai", true)]
    [InlineData("unavailable_after: 25 Jun 2030 15:00:00 PST, noai", true)]
    [InlineData("unavailable_after: Fri, 25 Jun 2030 15:00:00 GMT, noai", true)]
    [InlineData("otherbot: unavailable_after: Fri, 25 Jun 2030 15:00:00 GMT, noai", false)]
    [InlineData("max-image-preview:large, noindex", true)]
    [InlineData("max-image-preview:large", false)]
    public void Directives_count_for_all_robots_and_for_this_one(string value, bool asks) => Assert.Equal(asks, OptOut.AsksIn(value));

    [Fact]
    public async Task Images_whose_server_asks_so_are_left_out_and_counted_unless_a_setting_says_otherwise()
    {
        await using var server = new LoopbackServer(request =>
            request.AnswerAsync(
            200, TestImages.Jpeg(9, 9), request.Path.Contains("free", StringComparison.Ordinal) ? [] : [("X-Robots-Tag", "nofollow"), ("X-Robots-Tag", "noai")]));
        var metadata = await MetadataFiles.WriteAsync(_folder.File("m.parquet"), [server.At("free.jpg").ToString(), server.At("a.jpg").ToString(), server.At("b.jpg").ToString()]);
        var options = new ImageShardOptions { ImageSize = 8, Crawl = new CrawlOptions { AllowPrivateHosts = true } };
        var counted = await ImageShards.DownloadAsync([metadata], _folder.File("shards"), options);
        Assert.Equal((1, 2), (counted.Successes, counted.StatusDict["opted out by X-Robots-Tag"]));
        Assert.Equal(3, (await ImageShards.DownloadAsync([metadata], _folder.File("shards"), options with { RespectOptOut = false })).Successes);
    }
}
