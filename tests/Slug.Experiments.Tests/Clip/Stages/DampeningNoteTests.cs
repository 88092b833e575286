using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Configuration;

namespace Slug.Experiments.Tests.Clip.Stages;

/// <summary>What the table says of selective dampening.</summary>
public sealed class DampeningNoteTests
{
    [Fact]
    public void Dampening_that_reaches_word_vectors_is_told()
    {
        var row = new ComparisonOptions { Method = "ssd", Alpha = 30 };
        Assert.Equal("α=30, embeddings free", row.Setting);
        Assert.Contains("ssd with embeddings free dampens word vectors too", Assert.Single(DampeningNote.Of(Options(row))));
    }

    [Fact]
    public void Of_other_methods_and_of_frozen_embeddings_nothing_is_said()
    {
        var frozen = new ComparisonOptions { Method = "ssd_o", FreezeEmbeddings = true };
        Assert.Equal("α=10, embeddings frozen", frozen.Setting);
        Assert.Empty(DampeningNote.Of(Options(frozen, new ComparisonOptions { Method = "ga", LearningRate = 1e-5 })));
        Assert.Null(new ComparisonOptions { Method = "ga", LearningRate = 1e-5 }.Setting);
    }

    private static ClipOptions Options(params ComparisonOptions[] compare) => new()
    {
        Experiment = "e",
        Download = new Dictionary<string, DownloadOptions>(),
        Model = new ModelOptions { Card = "card.json", Merges = "bpe" },
        Unlearn = new UnlearnOptions { Concepts = ["rocket"] },
        Compare = compare,
    };
}
