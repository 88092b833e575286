using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Clip.Inputs;

public sealed class TokenizerSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-tokenizer-source-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Merges_beside_a_checkpoint_of_this_machine_are_taken_instead_of_the_configs()
    {
        var checkpoint = Path.Combine(_folder, "model.safetensors");
        File.WriteAllText(checkpoint, "");
        var without = Load(checkpoint);
        Assert.Equal("Download/clip-bpe", Assert.IsType<StepOutput>(Merges(without)).StepId);
        Assert.Contains(without.Steps(), s => s.Id == "Download/clip-bpe");

        var merges = Path.Combine(_folder, "merges.txt");
        File.WriteAllText(merges, "");
        var with = Load(checkpoint);
        Assert.Equal(new SourcePath(merges), Merges(with));
        Assert.DoesNotContain(with.Steps(), s => s.Id == "Download/clip-bpe");
    }

    [Fact]
    public void A_checkpoint_from_the_web_has_nothing_beside_it() =>
        Assert.IsType<StepOutput>(Merges(Load(null)));

    private static ArtifactSource Merges(Experiment experiment) => experiment.Step("ComputeGrads/retain").Inputs[TokenizerSource.Input];

    private static Experiment Load(string? checkpoint) => ExperimentLoader.Load(new RunOptions
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/paper/clip-vit-b-32.yaml"),
        Overrides = checkpoint is null ? [] : [$"download.checkpoint.file={checkpoint}"],
    });
}
