using Slug.Data;
using Slug.Data.WebDataset;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Models.Pretraining;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Clip.Stages;

/// <summary>What a search measures, on eight copies of one picture: whatever the model takes it for, it takes it for eight times.</summary>
public sealed class ConceptSearchTests : IDisposable
{
    private const string Template = "a photo of {name}.";
    private static readonly string[] Names = ["Ann", "Bob", "Cid", "Dot"];

    private static readonly ClipConfig Card = new()
    {
        EmbedDim = 8,
        Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 8, Width = 8, Layers = 1, HeadWidth = 8 },
        Text = new ClipTextConfig { ContextLength = 10, VocabSize = 49408, Width = 8, Heads = 1, Layers = 1 },
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-search-").FullName;
    private readonly RunResources _resources = new(new MemorySettings());

    public void Dispose()
    {
        _resources.Dispose();
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Only_listed_names_are_to_be_kept()
    {
        var taken = TakenFor();
        var (concept, other) = ((taken + 1) % 4, (taken + 2) % 4);
        // Two of the concept, wrong; three that are what they are taken for; three of another name, wrong.
        Write(concept, concept, taken, taken, taken, other, other, other);
        Assert.Equal(3 / 6.0, Retained(concept, listed: null));
        Assert.Equal(3 / 3.0, Retained(concept, listed: [taken]));
        // The model and its features are kept from one step to the next, and so must not be those of another list.
        Assert.Equal(0 / 3.0, Retained(concept, listed: [other, concept]));
        Assert.Equal(3 / 6.0, Retained(concept, listed: [other, taken]));
    }

    private double Retained(int concept, int[]? listed)
    {
        (ClassList.Of(Names) with { Retained = listed }).Save(Path.Combine(_folder, CreateTarsStage.Classes));
        var experiment = (ClipExperiment)ExperimentLoader.Load(new RunOptions
        {
            RepositoryRoot = Repository.Root,
            ConfigPath = Path.Combine(Repository.Root, "configs/ci/tiny.yaml"),
            CacheFolder = Path.Combine(_folder, "cache"),
            ResultsFolder = Path.Combine(_folder, "results"),
            Device = "cpu",
        });
        using var search = new ConceptSearch(
            new ConceptSearch.Parameters(Names[concept], Card, 0, new AugmentationOptions(), 1, [Template]), experiment, _resources, new FilesOfStep(_folder));
        using var probe = search.Probe(["visual.proj"], CancellationToken.None);
        Assert.Equal((0, 1), (probe.Original.Top1, probe.Original.Top5));
        Assert.Equal(probe.OriginalRetained, probe.MeasureRetained());
        search.Keep();
        return probe.OriginalRetained;
    }

    /// <summary>Writes the model with all that a search reads of it, and asks it for its picture's name.</summary>
    private int TakenFor()
    {
        using var model = ClipModel.Create(Card, 1);
        model.Save(Path.Combine(_folder, ConceptSearch.Original));
        using var gradient = GradientSet.Of("forget", [KeyValuePair.Create("visual.proj", ones(8, 8))]);
        gradient.Save(Path.Combine(_folder, "forget.safetensors"));
        LayerTableFile.Save(Path.Combine(_folder, "layers.json"), new LayerTable([new LayerScore("visual.proj", Tower.Vision, 1, 0, 1, 1)]));
        File.Copy(Path.Combine(Repository.Root, TokenizerSource.Tracked), Path.Combine(_folder, TokenizerSource.Input));
        Write(0);
        using var prompts = ClassPrompts.Create(TokenizerSource.Load(Path.Combine(_folder, TokenizerSource.Input)), Names, [Template], 10);
        using var classifier = ZeroShotClassifier.Build(model, prompts);
        using var pictures = EvaluationSet.Open(Path.Combine(_folder, CreateTarsStage.Search), Names).Load(8, null, CancellationToken.None);
        using var noGrad = no_grad();
        return (int)classifier.Logits(model.EncodeImage(pictures.Images)).argmax(1).item<long>();
    }

    private void Write(params int[] labels)
    {
        var picture = WorldPictures.Jpeg(8, 8, 1, 1);
        using var writer = new TarShardWriter(Path.Combine(_folder, CreateTarsStage.Search));
        foreach (var (i, label) in labels.Index()) writer.Write(TarSample.ImageText($"{i}", "jpg", picture, Names[label]));
        writer.Complete();
    }
}
