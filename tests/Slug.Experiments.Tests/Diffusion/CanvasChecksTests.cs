namespace Slug.Experiments.Tests.Diffusion;

/// <summary>What is wrong with a config for pictures by style and object is told before anything runs.</summary>
/// <param name="world">What the config names.</param>
public sealed class CanvasChecksTests(CanvasWorld world) : IClassFixture<CanvasWorld>
{
    [Theory]
    [InlineData("unlearn.concepts=[Pop Art, Dogs]", "are styles (Pop_Art) and objects (Dogs); an experiment has one kind")]
    [InlineData("unlearn.concepts=[Seed Images]", "are the photographs that the styles were made of")]
    [InlineData("unlearn.concepts=[Pop Arts]", "'Pop Arts' is no label that prompts ask for (did you mean 'Pop_Art'")]
    [InlineData("generate.labels={ style: [Pop_Art, Van_Gogh] }", "says nothing of the pictures' labels")]
    [InlineData("generate.labels={ style: [Pop_Art, Van Gogh], object: [Dogs, Gods] }&canvas.labels=benchmark", "'Gods' is no object of the benchmark (did you mean 'Dogs'")]
    [InlineData("generate.prompts=['A {object} image in {style} style.', 'A {style} {object}']", "name one prompt")]
    [InlineData("generate.prompts=['A {object} image.']", "has no {style}")]
    [InlineData("fid={ inception: paintd }", "no download is named 'paintd'; did you mean 'painted'")]
    [InlineData("canvas.pictures=paintd", "no download is named 'paintd'; did you mean 'painted'")]
    [InlineData("judge.classifiers={ style: nowhere.pth, object: style50_cls.pth }", "does not exist: put the classifier there")]
    public void A_mistake_is_told(string overrides, string message) =>
        Assert.Contains(world.Problems(world.Config(), overrides.Split('&')), p => p.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void The_benchmark_is_asked_for_every_style_and_object_and_either_spelling_names_one()
    {
        var experiment = ExperimentLoader.Load(world.Options(world.Config("Van Gogh"), "canvas.labels=benchmark", "generate.labels={}"));
        Assert.Equal(["Van_Gogh"], experiment.Concepts.Select(c => c.Name));
        var labels = ((Slug.Experiments.Diffusion.Configuration.DiffusionExperiment)experiment).Labels;
        Assert.Equal((51, 20), (labels["style"].Count, labels["object"].Count));
        Assert.Contains("Seed_Images", labels["style"]);
        Assert.Contains(experiment.Steps(), s => s.Id == "CreateTars/canvas-survey");
        Assert.Contains(experiment.Steps(), s => s.Id == "Generate/slug-van-gogh");
    }
}
