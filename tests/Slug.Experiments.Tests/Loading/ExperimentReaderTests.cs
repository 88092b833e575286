using Slug.Experiments.Configuration;
using Slug.Experiments.Loading;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Tests.Loading;

public sealed class ExperimentReaderTests
{
    [Fact]
    public void A_config_that_names_no_family_is_of_clip()
    {
        var (without, with) = (ExperimentLoader.Load(Run()), ExperimentLoader.Load(Run("family=clip")));
        Assert.Equal(("clip", "clip"), (without.Family.Name, with.Family.Name));
        // Naming it makes nothing stale.
        Assert.Equal(without.Steps().Select(s => CanonicalJson.Write(s.Parameters)), with.Steps().Select(s => CanonicalJson.Write(s.Parameters)));
    }

    [Theory]
    [InlineData("family=clap", "--set family: 'family' must be one of clip, diffusion, vlm, not 'clap'; did you mean 'clip'?")]
    [InlineData("family=[clip]", "--set family: 'family' must be one of clip")]
    public void An_unknown_family_is_told_with_the_other_mistakes(string family, string message)
    {
        var problems = Assert.Throws<ConfigurationException>(() => ExperimentLoader.Load(Run(family, "seed=x"))).Problems.Select(p => p.ToString()).ToList();
        Assert.Contains(problems, p => p.StartsWith(message, StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("--set seed:", StringComparison.Ordinal));
    }

    [Fact]
    public void Families_have_names_of_their_own_and_options_of_the_common_kind()
    {
        Assert.Equal(FamilyList.All.Count, FamilyList.All.Select(f => f.Name).Distinct().Count());
        Assert.All(FamilyList.All, f => Assert.True(typeof(ExperimentOptions).IsAssignableFrom(f.Options)));
        Assert.Contains(FamilyList.Default, FamilyList.All);
    }

    private static RunOptions Run(params string[] overrides) =>
        new() { RepositoryRoot = Repository.Root, ConfigPath = Path.Combine(Repository.Root, "configs/demo/clip.yaml"), Overrides = overrides };
}
