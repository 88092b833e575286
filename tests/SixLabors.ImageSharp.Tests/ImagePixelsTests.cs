using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Tests;

public class ImagePixelsTests
{
    [Fact]
    public void Rows_can_be_read_and_written()
    {
        using var image = new Image<Rgb24>(3, 2);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
                rows.GetRowSpan(y).Fill(new Rgb24((byte)y, 7, 9));
        });
        Assert.Equal(new Rgb24(1, 7, 9), image[2, 1]);
        image[0, 0] = new Rgb24(5, 5, 5);
        var bytes = new byte[18];
        image.CopyPixelDataTo(bytes);
        Assert.Equal([5, 5, 5, 0, 7, 9], bytes[..6]);
    }

    [Fact]
    public void Pixel_data_comes_in_and_must_be_enough()
    {
        using var image = Image.LoadPixelData<Rgb24>(new byte[] { 1, 2, 3, 4, 5, 6 }, 1, 2);
        Assert.Equal(new Rgb24(4, 5, 6), image[0, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Image.LoadPixelData<Rgb24>(new byte[5], 1, 2));
    }

    [Fact]
    public void Clones_are_independent_and_can_change_the_pixel_type()
    {
        using var image = new Image<Rgb24>(1, 1, new Rgb24(1, 2, 3));
        using var clone = image.Clone();
        clone[0, 0] = default;
        Assert.Equal(new Rgb24(1, 2, 3), image[0, 0]);
        using var rgba = image.CloneAs<Rgba32>();
        Assert.Equal(new Rgba32(1, 2, 3, 255), rgba[0, 0]);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void Pixels_outside_do_not_exist(int x, int y)
    {
        using var image = new Image<Rgb24>(2, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => image[x, y]);
    }
}
