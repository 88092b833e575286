using Slug.Data.Downloads;

namespace Slug.Data.Tests.Downloads;

public sealed class HuggingFaceTests : IDisposable
{
    private const string Secret = "hf_secretsecret";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Addresses_name_repository_revision_and_file()
    {
        Assert.Equal(
            "https://huggingface.co/laion/CLIP-ViT-B-32/resolve/main/a/b%20c.bin",
            HuggingFace.FileAddress("laion/CLIP-ViT-B-32", "a/b c.bin", environment: _ => null).AbsoluteUri);
        Assert.Equal(
            "https://mirror.example/datasets/x/y/resolve/abc/z",
            HuggingFace.FileAddress("datasets/x/y", "z", "abc", Only(HuggingFace.EndpointVariable, "https://mirror.example")).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://huggingface.co/a/b", true)]
    [InlineData("https://HUGGINGFACE.co:443/a/b", true)]
    [InlineData("http://huggingface.co/a/b", false)]
    [InlineData("https://huggingface.co:8443/a/b", false)]
    [InlineData("https://huggingface.co.example.com/a", false)]
    [InlineData("https://cdn-lfs.huggingface.co/a", false)]
    [InlineData("https://user@example.com/huggingface.co", false)]
    public void The_token_is_for_the_hub_alone(string address, bool sent) =>
        Assert.Equal(sent ? Secret : null, HuggingFace.TokenFrom(Only(HuggingFace.TokenVariable, Secret))!.For(new Uri(address)));

    [Fact]
    public void A_token_that_is_none_is_refused_without_showing_it()
    {
        var error = Assert.Throws<DownloadException>(() => HuggingFace.TokenFrom(Only(HuggingFace.TokenVariable, "hf_x y\nz")));
        Assert.DoesNotContain("hf_x", error.ToString());
        Assert.Null(HuggingFace.TokenFrom(_ => null));
    }

    [Fact]
    public void A_mirror_that_is_no_address_is_refused() =>
        Assert.Throws<DownloadException>(() => HuggingFace.FileAddress("a/b", "c", environment: Only(HuggingFace.EndpointVariable, "nowhere")));

    [Fact]
    public async Task The_token_does_not_follow_a_redirect_to_another_host()
    {
        await using var store = new LoopbackServer(request => request.FileAsync([1, 2, 3], "\"x\""));
        await using var hub = new LoopbackServer(request => request.AnswerAsync(302, [], ("Location", store.At("blob?sig=1").ToString())));
        using var downloader = new FileDownloader(token: Token(hub));
        await downloader.DownloadAsync(new FileRequest([hub.At("a/b/resolve/main/c")], _folder.File("c")));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.File("c")));
        Assert.Equal($"Bearer {Secret}", Assert.Single(hub.Requests).Headers["Authorization"]);
        Assert.False(Assert.Single(store.Requests).Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Refusals_and_endless_redirects_do_not_show_the_token()
    {
        await using var refusing = new LoopbackServer(request => request.AnswerAsync(403, []));
        await using var circling = new LoopbackServer(request => request.AnswerAsync(302, [], ("Location", "/again")));
        foreach (var server in new[] { refusing, circling })
        {
            using var downloader = new FileDownloader(token: Token(server));
            var error = await Assert.ThrowsAsync<DownloadException>(() =>
                downloader.DownloadAsync(new FileRequest([server.At("x")], _folder.File("x"))));
            Assert.DoesNotContain(Secret, error.ToString());
        }
        Assert.Equal(11, circling.Requests.Count);
    }

    [Fact]
    public void Gated_files_come_with_advice()
    {
        var address = new Uri("https://huggingface.co/owner/name/resolve/main/x.bin");
        Assert.Contains("https://huggingface.co/owner/name,", HuggingFace.AdviceFor(address, tokenSent: false));
        Assert.Contains("does not open it", HuggingFace.AdviceFor(address, tokenSent: true));
        Assert.Null(HuggingFace.AdviceFor(new Uri("https://example.com/x"), tokenSent: false));
    }

    private static BearerToken Token(LoopbackServer server) =>
        HuggingFace.TokenFrom(name => name == HuggingFace.TokenVariable ? Secret : server.Root.ToString())!;

    private static Func<string, string?> Only(string variable, string value) => name => name == variable ? value : null;
}
