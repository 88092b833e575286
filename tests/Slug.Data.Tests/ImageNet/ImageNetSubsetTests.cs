using Slug.Data.ImageNet;

namespace Slug.Data.Tests.ImageNet;

public sealed class ImageNetSubsetTests : IDisposable
{
    private static readonly string[] Classes = ["fox", "setter", "husky"];
    private readonly TemporaryFolder _folder = new();

    public ImageNetSubsetTests()
    {
        foreach (var (i, synset) in new[] { "n00000030", "n00000010", "n00000020" }.Index())
        {
            Directory.CreateDirectory(_folder.File(synset));
            for (var image = 0; image < 20; image++)
                File.WriteAllBytes(Path.Combine(_folder.File(synset), $"ILSVRC2012_val_{(100 * i) + image:D8}.JPEG"), [(byte)i, (byte)image]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_share_is_taken_in_the_order_of_paths_with_classes_in_the_order_of_synsets()
    {
        var samples = ImageNetSubset.Read(_folder.Path, Classes, 0.25, 3).ToList();
        Assert.Equal(15, samples.Count);
        Assert.Equal(samples.Select(sample => sample.Key).Distinct().Order(StringComparer.Ordinal), samples.Select(sample => sample.Key));
        Assert.All(samples, sample => Assert.Equal(Classes[sample.Class!.Value], sample.Caption));
        Assert.All(samples, sample => Assert.Equal($"n000000{(sample.Class + 1) * 10}", sample.Key.Split('/')[0]));
        Assert.All(samples, sample => Assert.Equal(sample.Key.Split('_')[^1], $"{(100 * sample.Image![0]) + sample.Image[1]:D8}"));
    }

    [Fact]
    public void The_same_seed_takes_the_same_images_and_another_takes_others()
    {
        Assert.Equal(Keys(0.25, 3), Keys(0.25, 3));
        Assert.NotEqual(Keys(0.25, 3), Keys(0.25, 4));
        // A larger share holds the smaller one: what was measured on stays measured on.
        Assert.Subset(Keys(0.5, 3).ToHashSet(), Keys(0.25, 3).ToHashSet());
        Assert.Equal(60, Keys(1, 3).Count);
        Assert.Single(Keys(0.001, 3));
    }

    [Fact]
    public void Synsets_and_class_names_must_be_as_many()
    {
        var failure = Assert.Throws<InvalidDataException>(() => ImageNetSubset.Read(_folder.Path, ["fox", "setter"], 1, 0));
        Assert.Contains("has 3 synsets, but there are 2 class names", failure.Message);
    }

    private List<string> Keys(double share, long seed) => [.. ImageNetSubset.Read(_folder.Path, Classes, share, seed).Select(sample => sample.Key)];
}
