using Slug.Data;
using Slug.Data.WebDataset;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Results;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Clip;
using TorchSharp;

namespace Slug.Experiments.Tests.Clip.Stages;

/// <summary>How long a comparison method runs, on copies of one picture and at a rate that moves nothing: it stays what the model takes it for.</summary>
public sealed class ComparisonStepsTests : IDisposable
{
    private const int Epochs = 3;
    private static readonly string[] Names = ["rocket", "hamburger", "octopus"];

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-comparison-").FullName;
    private readonly ClipExperiment _experiment;

    public ComparisonStepsTests() => _experiment = (ClipExperiment)ExperimentLoader.Load(new RunOptions
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/ci/tiny.yaml"),
        CacheFolder = Path.Combine(_folder, "cache"),
        ResultsFolder = Path.Combine(_folder, "results"),
        Device = "cpu",
        Overrides = [$"unlearn.concepts=[{string.Join(", ", Names)}]", "unlearn.searchViews=0", $"compare=[{{ method: ga, learningRate: 1e-12, epochs: {Epochs}, batch: 2 }}]"],
    });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_ends_with_the_first_epoch_that_leaves_nothing_and_else_with_the_last()
    {
        var taken = TakenFor();
        var left = await RunAsync(taken);
        Assert.Equal((Epochs, 0), (left.Epochs.Count, left.RowEpoch));
        Assert.All(left.Epochs, epoch => Assert.Equal(1, epoch.Top1));
        var gone = await RunAsync((taken + 1) % Names.Length);
        Assert.Equal((1, 0), (gone.Epochs.Count, gone.RowEpoch));
        Assert.Equal(0, gone.Epochs[0].Top1);
        Assert.True(File.Exists(Path.Combine(_folder, ComparisonSteps.Model)));
    }

    private async Task<ComparisonReport> RunAsync(int concept)
    {
        Write(CreateTarsStage.Search, concept);
        Write(CreateTarsStage.Forget, concept);
        Write(CreateTarsStage.Retain, (concept + 1) % Names.Length);
        await _experiment.Step($"Unlearn/ga-1e-12-{Names[concept]}").Run(new FilesOfStep(_folder));
        return ComparisonReport.Load(Path.Combine(_folder, ComparisonSteps.Report));
    }

    /// <summary>Writes the model with its names, and asks it for the picture's.</summary>
    private int TakenFor()
    {
        using var scope = torch.NewDisposeScope();
        using var model = ClipModel.Create(_experiment.Model, 1);
        model.Save(Path.Combine(_folder, "original.safetensors"));
        ClassList.Of(Names).Save(Path.Combine(_folder, CreateTarsStage.Classes));
        File.Copy(Path.Combine(Repository.Root, TokenizerSource.Tracked), Path.Combine(_folder, TokenizerSource.Input));
        Write(CreateTarsStage.Search, 0);
        using var prompts = ClassPrompts.Create(
            TokenizerSource.Load(Path.Combine(_folder, TokenizerSource.Input)), Names, _experiment.Options.Evaluate.Templates, _experiment.Model.Text.ContextLength);
        using var classifier = ZeroShotClassifier.Build(model, prompts);
        using var pictures = EvaluationSet.Open(Path.Combine(_folder, CreateTarsStage.Search), Names).Load(_experiment.Model.Vision.ImageSize, null, CancellationToken.None);
        using var noGrad = torch.no_grad();
        return (int)classifier.Logits(model.EncodeImage(pictures.Images)).argmax(1)[0].item<long>();
    }

    private void Write(string tar, int label)
    {
        var picture = WorldPictures.Jpeg(_experiment.Model.Vision.ImageSize, _experiment.Model.Vision.ImageSize, 1, 1);
        using var writer = new TarShardWriter(Path.Combine(_folder, tar));
        for (var i = 0; i < 2; i++) writer.Write(TarSample.ImageText($"{i}", "jpg", picture, Names[label]));
        writer.Complete();
    }
}
