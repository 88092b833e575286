using Slug.Experiments.Configuration;

namespace Slug.Experiments.Tests.Diffusion;

public sealed class DiffusionExperimentTests
{
    // 4 objects in 2 styles are 8 prompts, at 2 seeds; of what does not ask for the concept, at one.
    [Theory]
    [InlineData("Generate/original", 16)]
    [InlineData("Generate/slug-rocket", (2 * 2) + 6)]
    [InlineData("Generate/slug-tokens-whitened-comic", (4 * 2) + 4)]
    // Somebody else's pipeline, whatever it is called, is measured on all concepts.
    [InlineData("Generate/unlearned-my-rocket", 16)]
    public void Status_counts_the_pictures_that_a_model_is_measured_on(string step, int count)
    {
        var run = new RunOptions
        {
            RepositoryRoot = Repository.Root,
            ConfigPath = Path.Combine(Repository.Root, "configs/ci/diffusion.yaml"),
            Overrides = ["generate.otherSeeds=1"],
            Device = "cpu",
        };
        Assert.Equal(count, ExperimentLoader.Load(run).PicturesOf(step));
    }
}
