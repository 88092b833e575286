using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Configuration;

namespace Slug.Experiments.Tests.Clip.Measures;

/// <summary>What the table says of the membership attack.</summary>
public sealed class MembershipNoteTests
{
    [Fact]
    public void The_demo_says_nothing_for_nothing_stands_beside_it() => Assert.Empty(MembershipNote.Of(Load("configs/demo/clip.yaml"), null));

    [Fact]
    public void The_papers_config_says_what_was_compared() =>
        Assert.Equal(
            ["MIA: forget pairs against 5000 image-text pairs that the model never saw (cc3m), by distance; MIA loss by contrastive loss."],
            MembershipNote.Of(Load("configs/paper/clip-vit-b-32.yaml"), 5000));

    [Fact]
    public void Published_numbers_beside_another_attack_are_said_to_be_no_measure_for_it()
    {
        var options = Load("configs/paper/clip-vit-b-32.yaml", "evaluate.unseen=null");
        Assert.True(MembershipNote.IsWarning(options));
        Assert.Contains("are no measure for these; evaluate.unseen names such pairs", Assert.Single(MembershipNote.Of(options, null)));
        Assert.False(MembershipNote.IsWarning(Load("configs/paper/multi-concept.yaml", "evaluate.unseen=null")));
    }

    private static ClipOptions Load(string config, params string[] overrides) => (ClipOptions)ExperimentLoader.Load(new RunOptions
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, config),
        Overrides = overrides,
    }).Options;
}
