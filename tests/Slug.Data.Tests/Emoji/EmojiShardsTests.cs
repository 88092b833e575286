using Slug.Data.Emoji;
using Slug.Data.Images;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.Emoji;

public sealed class EmojiShardsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmojiCatalog _catalog;

    public EmojiShardsTests()
    {
        var png = new RgbImage(64, 64, [.. Enumerable.Repeat((byte)77, 64 * 64 * 3)]).ToPng();
        _catalog = EmojiCatalog.Load(EmojiPackages.Write(_folder, ["apple", "google", "facebook"], png), ["tiger face", "rocket"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_shards_hold_every_drawing_with_so_many_captions()
    {
        var shards = Write("a", new() { TrainVendors = ["apple", "google"], CaptionsPerImage = 12, SamplesPerShard = 20 });
        Assert.Equal(["train-00000.tar", "train-00001.tar", "train-00002.tar"], shards.Select(Path.GetFileName));
        var samples = TarShardReader.Read(shards).ToArray();
        Assert.Equal(2 * 2 * 12, samples.Length);
        Assert.Equal(Enumerable.Range(0, 48).Select(i => $"{i:D6}"), samples.Select(sample => sample.Key));
        var infos = samples.Select(EmojiSampleInfo.Of).ToArray();
        Assert.All(infos.CountBy(info => info), count => Assert.Equal(12, count.Value));
        Assert.Equal(4, infos.Distinct().Count());
        Assert.DoesNotContain(infos, info => info.Vendor == "facebook");
        var image = RgbImage.Load(samples[0].Image);
        Assert.Equal((32, 32, (byte)77), (image.Width, image.Height, image.Pixels[0]));
    }

    [Fact]
    public void Shards_are_mixed_and_follow_the_seed()
    {
        var options = new EmojiShardOptions { TrainVendors = ["apple", "google"], CaptionsPerImage = 12 };
        var first = File.ReadAllBytes(Write("a", options)[0]);
        Assert.Equal(first, File.ReadAllBytes(Write("b", options)[0]));
        Assert.NotEqual(first, File.ReadAllBytes(Write("c", options with { Seed = 2 })[0]));
        var names = TarShardReader.Read(_folder.File("a/train-00000.tar")).Take(12).Select(sample => EmojiSampleInfo.Of(sample).Name);
        Assert.Equal(2, names.Distinct().Count());
    }

    [Fact]
    public void Named_shards_hold_each_drawing_once_with_its_name()
    {
        Assert.Equal(2, EmojiShards.WriteNamed(_catalog, ["facebook"], 32, _folder.File("test.tar")));
        var samples = TarShardReader.Read(_folder.File("test.tar")).ToArray();
        Assert.Equal(["tiger face", "rocket"], samples.Select(sample => sample.Caption));
        Assert.Equal(new EmojiSampleInfo("rocket", "facebook", "transport air"), EmojiSampleInfo.Of(samples[1]));
    }

    [Fact]
    public void Shards_of_styles_hold_each_drawing_or_views_of_it_with_its_vendor()
    {
        Assert.Equal(4, EmojiShards.WriteStyles(_catalog, ["google", "apple"], 32, _folder.File("search.tar")));
        var drawings = TarShardReader.Read(_folder.File("search.tar")).ToArray();
        Assert.Equal(["google", "google", "apple", "apple"], drawings.Select(sample => sample.Caption));
        Assert.Equal(["tiger face", "rocket", "tiger face", "rocket"], drawings.Select(sample => EmojiSampleInfo.Of(sample).Name));
        Assert.Equal(12, EmojiShards.WriteStyles(_catalog, ["google", "apple"], 32, _folder.File("test.tar"), views: 3, seed: 5));
        var views = TarShardReader.Read(_folder.File("test.tar")).ToArray();
        Assert.Equal(6, views.Count(sample => sample.Caption == "apple"));
        // A view is never the drawing, which the model was trained on.
        Assert.All(views, view => Assert.DoesNotContain(drawings, drawing => drawing.Image!.SequenceEqual(view.Image!)));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmojiShards.WriteStyles(_catalog, ["google"], 32, _folder.File("none.tar"), views: -1));
    }

    // Torn, no picture at all, and empty, which once ended as "One or more errors occurred. (... (Parameter 'buffer'))".
    [Theory]
    [InlineData(60, "its header is damaged or cut off")]
    [InlineData(7, "they begin like no JPEG, PNG or WebP")]
    [InlineData(0, "there are none")]
    public void An_unreadable_drawing_is_named_with_vendor_archive_member_and_reason(int bytes, string reason)
    {
        var png = TestImages.Png(64, 64)[..bytes];
        var packages = EmojiPackages.Write(_folder, ["apple", "google", "facebook"], png);
        var catalog = EmojiCatalog.Load(packages, ["rocket", "tiger face"]);
        var error = Assert.Throws<InvalidDataException>(() => EmojiShards.WriteNamed(catalog, ["google", "apple"], 32, _folder.File("test.tar")));
        Assert.StartsWith(
            $"The drawing of 'rocket' by google ({packages["google"]}: package/img/google/64/1f680.png) cannot be used: These {bytes} bytes are no readable image: ", error.Message);
        Assert.Matches(reason, error.Message);
        Assert.DoesNotContain("Parameter", error.Message);
        Assert.DoesNotContain("elete", error.Message);
        Assert.Contains("if it is the same, the package was published so", error.Message);
        Assert.False(File.Exists(_folder.File("test.tar")));
        Assert.All(packages.Values, package => Assert.True(File.Exists(package)));
    }

    [Fact]
    public void Unknown_vendors_are_listed()
    {
        var error = Assert.Throws<ArgumentException>(() => Write("a", new() { TrainVendors = ["apple", "samsung", "nokia"] }));
        Assert.Contains("samsung, nokia", error.Message);
    }

    [Fact]
    public void A_sample_that_says_nothing_of_itself_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => EmojiSampleInfo.Of(TarSample.ImageText("a", "png", [], "x")));
        Assert.Throws<InvalidDataException>(() => EmojiSampleInfo.Of(TarSample.ImageText("a", "png", [], "x", "{}"u8.ToArray())));
        Assert.Throws<InvalidDataException>(() => EmojiSampleInfo.Of(TarSample.ImageText("a", "png", [], "x", "{"u8.ToArray())));
    }

    private IReadOnlyList<string> Write(string name, EmojiShardOptions options) =>
        EmojiShards.WriteTraining(_catalog, options, _folder.File(name));
}
