using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class PictureMemoryTests
{
    private const int Size = 64, Picture = 3 * Size * Size;

    [Theory]
    [InlineData("1_64x97_RGB.png")]
    [InlineData("3_48x48_RGBA.png")]
    [InlineData("4_300x301_L.jpg")]
    [InlineData("5_33x80_P.png")]
    public void A_remembered_image_gives_the_same_tensor(string name)
    {
        var encoded = GoldenFiles.Read($"preprocess/{name}");
        var memory = new PictureMemory(Picture);
        var transform = new ClipTransform(Size, memory);
        var first = transform.Apply(encoded);
        Assert.Equal(Picture, memory.Held);
        Assert.Equal(new ClipTransform(Size).Apply(encoded), first);
        Assert.Equal(first, transform.Apply(encoded));
    }

    [Fact]
    public void An_image_is_decoded_once_a_size()
    {
        var memory = new PictureMemory(1 << 20);
        var decoded = new List<int>();
        foreach (var size in new[] { 4, 4, 5, 4 })
            Assert.Equal(3 * size * size, memory.Pixels([1, 2, 3], size, _ => Decode(size)).Length);
        Assert.Equal([4, 5], decoded);

        byte[] Decode(int size)
        {
            decoded.Add(size);
            return new byte[3 * size * size];
        }
    }

    [Fact]
    public void Beyond_the_limit_what_came_first_stays()
    {
        var memory = new PictureMemory(2 * 48);
        var decoded = new List<byte>();
        for (var pass = 0; pass < 2; pass++)
        {
            for (byte file = 0; file < 3; file++)
                Assert.Equal(file, memory.Pixels([file], 4, encoded => Decode(encoded[0]))[0]);
        }

        Assert.Equal([0, 1, 2, 2], decoded);
        Assert.Equal(96, memory.Held);

        byte[] Decode(byte file)
        {
            decoded.Add(file);
            return [.. Enumerable.Repeat(file, 48)];
        }
    }

    [Fact]
    public void A_lower_limit_empties_it_and_none_remembers_nothing()
    {
        var memory = new PictureMemory(96);
        memory.Pixels([1], 4, _ => new byte[48]);
        memory.Limit = 95;
        Assert.Equal(48, memory.Held);
        memory.Limit = 0;
        Assert.Equal(0, memory.Held);
        memory.Pixels([1], 4, _ => new byte[48]);
        Assert.Equal(0, memory.Held);
    }

    [Fact]
    public void Threads_may_share_it()
    {
        var memory = new PictureMemory(100 * 48);
        Parallel.For(0, 10_000, i => Assert.Equal((byte)(i % 150), memory.Pixels([(byte)(i % 150)], 4, file => [.. Enumerable.Repeat(file[0], 48)])[0]));
        Assert.InRange(memory.Held, 48, 100 * 48);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Limit = -1);
    }

    [Fact]
    public void What_cannot_be_read_is_not_remembered()
    {
        var memory = new PictureMemory(1 << 20);
        Assert.Throws<InvalidDataException>(() => new ClipTransform(Size, memory).Apply("no image"u8));
        Assert.Equal(0, memory.Held);
    }
}
