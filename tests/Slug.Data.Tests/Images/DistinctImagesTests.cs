using Slug.Data.Images;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.Images;

public class DistinctImagesTests
{
    [Fact]
    public void Each_content_is_decoded_once()
    {
        var red = new RgbImage(1, 1, [255, 0, 0]).ToPng();
        var blue = new RgbImage(1, 1, [0, 0, 255]).ToPng();
        var images = DistinctImages.Decode([Sample("a", red), Sample("b", blue), Sample("c", [.. red])]);
        Assert.Equal([0, 1, 0], images.ImageOfSample);
        Assert.Equal(2, images.Images.Count);
        Assert.Equal([0, 0, 255], images.Images[1].Pixels);
    }

    [Fact]
    public void The_first_unreadable_sample_is_named()
    {
        var good = new RgbImage(1, 1, [255, 0, 0]).ToPng();
        TarSample[] samples = [Sample("a", good), Sample("b", [1]), Sample("c", [2])];
        var error = Assert.Throws<InvalidDataException>(() => DistinctImages.Decode(samples));
        Assert.Contains("sample b", error.Message);
        error = Assert.Throws<InvalidDataException>(() => DistinctImages.Decode([new TarSample("z", [])]));
        Assert.Contains("z has no image", error.Message);
    }

    private static TarSample Sample(string key, byte[] image) => TarSample.ImageText(key, "png", image, "");
}
