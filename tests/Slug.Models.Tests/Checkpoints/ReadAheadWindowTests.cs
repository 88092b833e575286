using Slug.Models.Checkpoints;

namespace Slug.Models.Tests.Checkpoints;

public sealed class ReadAheadWindowTests
{
    private const long MiB = 1L << 20, Long = 4096 * MiB;

    [Fact]
    public void One_tensor_alone_is_read_and_nothing_after_it()
    {
        var window = new ReadAheadWindow(Long);
        Assert.Equal((1000 * MiB, 1090 * MiB, 0), window.Next(1000 * MiB, 90 * MiB));
        // Neither after a jump, forwards or back.
        Assert.Equal((3000 * MiB, 3001 * MiB, 0), window.Next(3000 * MiB, MiB));
        Assert.Equal((10 * MiB, 11 * MiB, 0), window.Next(10 * MiB, MiB));
    }

    [Fact]
    public void Who_reads_on_is_read_ahead_of_by_as_much_as_was_read_and_no_more_than_the_most()
    {
        var window = new ReadAheadWindow(Long);
        Assert.Equal((0, 100 * MiB, 0), window.Next(0, 100 * MiB));
        Assert.Equal((100 * MiB, 300 * MiB, 0), window.Next(100 * MiB, 100 * MiB));
        // A tensor that the system knows of already, in another order than in the file.
        Assert.Equal((300 * MiB, 490 * MiB, 0), window.Next(240 * MiB, 10 * MiB));
        Assert.True(window.Next(200 * MiB, 40 * MiB) is var known && known.To <= known.From);
        var read = 490 * MiB;
        for (var start = 250 * MiB; start < 2000 * MiB; start += 50 * MiB)
        {
            var (from, to, beyond) = window.Next(start, 50 * MiB);
            Assert.Equal((read, 0), (from, beyond));
            Assert.InRange(to, 0, start + (50 * MiB) + ReadAheadWindow.Most);
            read = Math.Max(read, to);
        }

        Assert.Equal((1950 + 50 + 512) * MiB, read);
    }

    [Fact]
    public void At_the_end_of_a_shard_the_next_one_is_begun()
    {
        var (one, two) = (new ReadAheadWindow(600 * MiB), new ReadAheadWindow(600 * MiB));
        one.Next(0, 300 * MiB);
        Assert.Equal((300 * MiB, 600 * MiB, 100 * MiB), one.Next(300 * MiB, 100 * MiB));
        Assert.Equal((0, 100 * MiB, 0), two.Follow(100 * MiB));
        // Told once; more of it as more of the first is read.
        Assert.Equal((600 * MiB, 600 * MiB, 300 * MiB), one.Next(400 * MiB, 100 * MiB));
        Assert.Equal((100 * MiB, 300 * MiB, 0), two.Follow(300 * MiB));
        // Where it is read itself, it decides.
        Assert.True(two.Next(MiB, 100 * MiB) is var told && told.To <= told.From);
        Assert.Equal((0, 0, 0), two.Follow(500 * MiB));
        two.Next(400 * MiB, MiB);
        Assert.Equal((0, 0, 0), two.Follow(500 * MiB));
    }
}
