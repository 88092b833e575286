using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public sealed class PictureHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_pictures_only_the_header_is_looked_at()
    {
        var (jpeg, png) = (TestImages.Jpeg(200, 300), TestImages.Png(200, 300));
        Assert.Null(WhyNot(jpeg));
        Assert.Null(WhyNot(png));
        // Damaged behind its header, which the step tells that decodes it.
        Assert.Null(WhyNot(png[..^100]));
        Assert.Null(WhyNot([.. jpeg, .. new byte[100_000]]));
    }

    [Fact]
    public void A_header_that_is_longer_than_what_is_read_first_is_read_whole()
    {
        var jpeg = TestImages.Jpeg(20, 30);
        // Application segments, as cameras write thumbnails.
        byte[] notes = [0xFF, 0xE1, 0xFF, 0xFF, .. new byte[0xFFFD]];
        Assert.Null(WhyNot([.. jpeg[..2], .. notes, .. notes, .. jpeg[2..]]));
    }

    [Fact]
    public void What_is_no_picture_is_told()
    {
        Assert.Equal("it is empty", WhyNot([]));
        Assert.Equal("it begins like no JPEG, PNG or WebP", WhyNot([1]));
        Assert.Equal("it begins like no JPEG, PNG or WebP", WhyNot([.. "<!doctype html><html>a page</html>"u8]));
        Assert.Equal("its header is damaged or cut off", WhyNot(TestImages.Jpeg(200, 300)[..30]));
        Assert.StartsWith("it has 50000x50000 pixels", WhyNot(TestImages.Bomb(50_000, 50_000)));
    }

    private string? WhyNot(byte[] bytes)
    {
        File.WriteAllBytes(_folder.File("picture"), bytes);
        Assert.Equal(PictureHeader.WhyNot(bytes), PictureHeader.WhyNotAt(_folder.File("picture")));
        return PictureHeader.WhyNot(bytes);
    }
}
