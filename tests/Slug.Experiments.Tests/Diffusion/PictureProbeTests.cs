using Slug.Experiments.Diffusion.Stages;

namespace Slug.Experiments.Tests.Diffusion;

public sealed class PictureProbeTests
{
    private static readonly Dictionary<string, double> Others = new() { ["style"] = 0.96, ["object"] = 0.98 };

    [Theory]
    // Of six styles: where no picture of the forgotten one shows its object any more, a sixth of all pictures fails; where all do, 5/6 of .98 and a sixth.
    [InlineData("style", 6, "object", 0.0, (0.96 + (0.98 * 5 / 6)) / 2)]
    [InlineData("style", 6, "object", 1.0, (0.96 + (((0.98 * 5) + 1) / 6)) / 2)]
    [InlineData("object", 12, "style", 0.96, (0.98 + 0.96) / 2)]
    [InlineData("object", 1, "style", 0.5, (0.98 + 0.5) / 2)]
    public void What_is_kept_counts_what_else_the_forgotten_labels_pictures_show(string domain, int labels, string other, double own, double kept) =>
        Assert.Equal(kept, PictureProbe.Kept(domain, labels, Others, new Dictionary<string, double> { [other] = own }), 12);

    [Fact]
    public void Of_one_domain_it_is_that_domains() =>
        Assert.Equal(0.75, PictureProbe.Kept("object", 12, new Dictionary<string, double> { ["object"] = 0.75 }, new Dictionary<string, double>()));
}
