using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Pictures;

namespace Slug.Experiments.Tests.Diffusion;

public sealed class PicturePromptsTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Labels = new()
    {
        ["style"] = ["Pop_Art", "Photo"],
        ["object"] = ["Dogs", "Cats", "Trees"],
    };

    [Fact]
    public void Every_label_of_every_domain_is_asked_for_at_every_seed()
    {
        var prompts = PicturePrompts.Of(["A {object} image in {style} style."], Labels, [188, 288]);
        Assert.Equal(12, prompts.Count);
        Assert.Equal(12, prompts.Select(p => p.FileName).Distinct().Count());
        // Underscores on disk are spaces in prompts.
        Assert.Contains(prompts, p => p is { Prompt: "A Dogs image in Pop Art style.", Seed: 188, FileName: "0_dogs_pop-art_seed188.png" });
    }

    [Theory]
    [InlineData("Dogs", 4 + 4)]
    [InlineData("Photo", 6 + 3)]
    [InlineData(null, 12)]
    public void What_does_not_ask_for_the_concept_may_have_fewer_seeds(string? concept, int count)
    {
        var options = new GenerateOptions { Prompts = ["A {object} image in {style} style."], Seeds = [288, 188], OtherSeeds = 1 };
        var prompts = PicturePrompts.Of(options, Labels, concept);
        Assert.Equal(count, prompts.Count);
        Assert.All(prompts.Where(p => concept is not null && !p.Labels.Values.Contains(concept)), p => Assert.Equal(288, p.Seed));
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 7)]
    public void A_search_sees_no_seed_of_the_table_and_all_prompts_alike(bool wanted, int count)
    {
        var options = new GenerateOptions { Prompts = ["A {object} image in {style} style."], Seeds = [188, 888] };
        var sample = PicturePrompts.Sample(options, Labels, "object", "Dogs", wanted, count);
        Assert.Equal(count, sample.Count);
        Assert.All(sample, p => Assert.Equal(wanted, p.Labels["object"] == "Dogs"));
        Assert.DoesNotContain(sample, p => options.Seeds.Contains(p.Seed));
        Assert.Equal(count, sample.Select(p => p.Seed).Distinct().Count());
        var perPrompt = sample.GroupBy(p => p.Prompt).Select(g => g.Count()).ToList();
        Assert.InRange(perPrompt.Max() - perPrompt.Min(), 0, 1);
    }
}
