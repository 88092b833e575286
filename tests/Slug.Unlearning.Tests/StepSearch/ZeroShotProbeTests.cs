using Slug.Evaluation.ZeroShot;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

public class ZeroShotProbeTests
{
    private static readonly string[] Names = ["tiger", "rocket", "pizza", "panda", "ship", "tree", "cup", "hat"];

    private static readonly ClipConfig Config = new()
    {
        EmbedDim = 16,
        Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 2, HeadWidth = 16 },
        Text = new ClipTextConfig { ContextLength = 8, Width = 16, Heads = 2, Layers = 2 },
    };

    private static readonly Lazy<ClipTokenizer> Tokenizer = new(() => new ClipTokenizer(CheckpointTokenizer.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "merges.txt.gz"))));

    private static ClassPrompts Prompts() => ClassPrompts.Create(Tokenizer.Value, Names, ["{name}", "an emoji of {name}"], 8);

    private static LabelledImages Images() => new(rand([24, 3, 16, 16], generator: new Generator(4)), [.. Enumerable.Range(0, 24).Select(i => i % 8)]);

    [Fact]
    public void What_is_kept_gives_the_numbers_of_the_whole_model()
    {
        using var scope = NewDisposeScope();
        using var model = ClipModel.Create(Config, 2);
        using var prompts = Prompts();
        using var images = Images();
        using var probe = new ZeroShotProbe(model, prompts, images, concept: 3);
        Assert.Equal(Whole(model, prompts, images), (probe.Original, (double?)probe.OriginalRetained));
        // Its own, for the global one is drawn from by other tests, too.
        using var generator = new Generator(6);
        var others = 0;
        foreach (var layer in model.Layers.Candidates)
        {
            probe.Focus([layer.Name]);
            using var direction = randn(model.get_parameter(layer.Name)!.shape, generator: generator);
            using var ascent = Directions.Of(layer.Name, direction);
            using var trial = new AppliedUpdate(model.Layers, [layer.Name], ascent);
            trial.Set(0.5);
            others += Whole(model, prompts, images) == (probe.MeasureForget(), (double?)probe.MeasureRetained()) ? 0 : 1;
        }

        // Where two names are equally near to an image, the last bits decide, which are each processor's own.
        Assert.InRange(others, 0, 1);
    }

    [Fact]
    public void A_search_over_all_layers_leaves_the_model_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var model = ClipModel.Create(Config, 2);
        var before = TinyClip.Snapshot(model);
        using var prompts = Prompts();
        using var images = Images();
        using var probe = new ZeroShotProbe(model, prompts, images, concept: 3);
        using var own = images.Select(images.Where(l => l == 3));
        var tokens = Tokenizer.Value.Tokenize([.. own.Labels.Select(l => Names[l])], 8);
        using var forget = GradientComputation.Compute(model, TinyClip.Split(own.Images, tokens, 16), Objective.Forget);
        var retainTokens = Tokenizer.Value.Tokenize([.. images.Labels.Select(l => Names[l])], 8);
        using var retain = GradientComputation.Compute(model, TinyClip.Split(images.Images, retainTokens, 8), Objective.Retain);
        var table = LayerTable.Score(model.Layers, forget, retain);
        var seen = new List<string>();
        var result = StepSizeSearch.RunAll(model.Layers, LayerMove.Of(model.Layers, LayerChoice.Candidates(table, [LayerChoice.All]), groups: false), forget, probe, new StepSearchOptions(), r => seen.Add(r.Layer));
        Assert.Equal(table.Layers.Select(l => l.Name), result.Layers.Select(l => l.Layer));
        Assert.Equal(table.Layers.Select(l => l.Name).Order(), seen.Order());
        Assert.Equal(["visual.conv1.weight", "visual.ln_pre.weight"], seen.Where(n => n.StartsWith("visual.")).TakeLast(2).Order());
        Assert.NotNull(result.Winner);
        Assert.Equal(result.Layers.Where(l => l.Forgotten).Max(l => l.Reported!.Retained), result.Winner.Reported!.Retained);
        Assert.Equal(before, TinyClip.Snapshot(model));

        // The winning update, applied for good, does what the search reported.
        using (var update = LayerUpdate.Along("panda", result.Winner.Layer, [result.Winner.Layer], result.Winner.Reported.Lambda, forget)) update.ApplyTo(model.Layers);
        Assert.Equal((result.Winner.Reported.Forget, result.Winner.Reported.Retained), Whole(model, prompts, images));
    }

    [Fact]
    public void A_search_set_without_the_concept_is_refused()
    {
        using var model = ClipModel.Create(Config, 2);
        using var prompts = Prompts();
        using var images = Images();
        using var others = images.Select(images.Where(l => l != 3));
        Assert.Contains("0 images of 'panda'", Assert.Throws<ArgumentException>(() => new ZeroShotProbe(model, prompts, others, 3)).Message);
    }

    private static (ForgetAccuracy, double?) Whole(ClipModel model, ClassPrompts prompts, LabelledImages images)
    {
        using var scope = NewDisposeScope();
        using var classifier = ZeroShotClassifier.Build(model, prompts);
        var features = FeatureEncoding.Encode(model.Visual, images.Images, CPU);
        var (own, others) = (Part(images.Where(label => label == 3)), Part(images.Where(label => label != 3)));
        return (new ForgetAccuracy(own.Top1, own.Top5), others.Top1);

        TopKAccuracy Part(IReadOnlyList<int> rows) =>
            classifier.Accuracy(features.index_select(0, tensor(rows.Select(i => (long)i).ToArray())), [.. rows.Select(i => images.Labels[i])]);
    }
}
