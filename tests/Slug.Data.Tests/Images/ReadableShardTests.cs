using Slug.Data.Images;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.Images;

public sealed class ReadableShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_keep_their_order_and_class_and_unreadable_ones_are_told()
    {
        var samples = Enumerable.Range(0, 40).Select(i => Sample(i, i % 10 == 3 ? [1, 2, 3] : TestImages.Png(3 + i, 2))).ToList();
        samples[20] = samples[20] with { Members = [.. samples[20].Members.Where(member => member.Key != "png")] };
        samples[30] = Sample(30, TestImages.Bomb(20_000, 20_000));
        var told = new List<string>();
        var counts = ReadableShard.Write(samples, _folder.File("a.tar"), told.Add);
        Assert.Equal((34, 6), counts);
        Assert.Equal(["03", "13", "20", "23", "30", "33"], told.Select(line => line.Split(' ')[0]));
        Assert.EndsWith("it has no image.", told[2]);
        var read = TarShardReader.Read(_folder.File("a.tar")).ToList();
        Assert.Equal(samples.Select(sample => sample.Key).Except(told.Select(line => line.Split(' ')[0])), read.Select(sample => sample.Key));
        Assert.All(read, sample => Assert.Equal(int.Parse(sample.Key), sample.Class));
    }

    [Fact]
    public void What_is_left_out_is_told_with_archive_member_and_reason()
    {
        var told = new List<string>();
        ReadableShard.Write([Sample(1, TestImages.Png(2, 2)), Sample(2, []) with { Source = "faces.zip" }], _folder.File("a.tar"), told.Add);
        Assert.Equal(["02 is left out: These 0 bytes are no readable image: there are none (faces.zip: 02.png)."], told);
    }

    [Fact]
    public void A_shard_without_any_readable_image_is_not_written()
    {
        Assert.Throws<InvalidDataException>(() => ReadableShard.Write([Sample(0, [1])], _folder.File("a.tar"), _ => { }));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_class_that_is_no_number_is_refused()
    {
        Assert.Null(TarSample.ImageText("a", "png", [1], "x").Class);
        Assert.Throws<InvalidDataException>(() => new TarSample("a", [new("cls", "one"u8.ToArray())]).Class);
    }

    private static TarSample Sample(int number, byte[] image) => TarSample.ImageText($"{number:D2}", "png", image, "caption").WithClass(number);
}
