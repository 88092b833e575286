using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>A model with names, images that it tells apart, a concept and gradients: all that a search needs, from a seed.</summary>
internal sealed class SearchScene : IDisposable
{
    private const int ImageCount = 120, NameCount = 24, Seed = 11;

    /// <summary>A model deeper than the golden one, so that there are blocks to walk back over.</summary>
    private static readonly ClipConfig DeeperConfig = new()
    {
        EmbedDim = 24,
        Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 4, HeadWidth = 16 },
        Text = new ClipTextConfig { ContextLength = 16, VocabSize = 64, Width = 32, Heads = 2, Layers = 3 },
    };

    private SearchScene(ClipModel model)
    {
        Model = model;
        using var scope = NewDisposeScope();
        using var generator = new Generator(Seed);
        PaddedPrompts = Captions(NameCount, model.Config.Text.ContextLength, generator).DetachFromDisposeScope();
        Prompts = ClassPrompts.FromTokens([.. Enumerable.Range(0, NameCount).Select(i => $"name {i}")], 1, PaddedPrompts);
        var size = model.Config.Vision.ImageSize;
        var images = randn([ImageCount, 3, 1, 1], generator: generator).mul(3).add(randn([ImageCount, 3, size, size], generator: generator));
        using (no_grad())
        {
            // The model's own first choices are the labels: it knows everything before the search.
            using var classifier = ZeroShotClassifier.Build(model, Prompts);
            var choices = classifier.Logits(model.EncodeImage(images)).argmax(1).data<long>().ToArray();
            Images = new LabelledImages(images.DetachFromDisposeScope(), [.. choices.Select(c => (int)c)]);
        }

        Concept = Images.Labels.GroupBy(l => l).Where(g => g.Count() < ImageCount / 2).MaxBy(g => g.Count())!.Key;
        Forget = Gradient(Images.Where(l => l == Concept), Objective.Forget);
        Retain = Gradient([.. Images.Where(l => l != Concept).Take(32)], Objective.Retain);
        Table = LayerTable.Score(model.Layers, Forget, Retain);
    }

    public ClipModel Model { get; }

    /// <summary>The names' ids, padded to the context.</summary>
    public Tensor PaddedPrompts { get; }

    public ClassPrompts Prompts { get; }

    public LabelledImages Images { get; }

    public int Concept { get; }

    public GradientSet Forget { get; }

    public GradientSet Retain { get; }

    public LayerTable Table { get; }

    public static SearchScene Of(string model) => new(model == "golden" ? TinyClip.Load() : ClipModel.Create(DeeperConfig, Seed));

    public ZeroShotProbe FastProbe(ActivationStore? store = null) =>
        new(Model, Prompts, Images, Concept, [.. Table.Layers.Select(l => l.Name)], store);

    /// <summary>Another concept than the first, with images of its own.</summary>
    public int OtherConcept => Images.Labels.Where(l => l != Concept).GroupBy(l => l).Where(g => g.Count() > 1).Min(g => g.Key);

    public SearchFeatures Shared(ActivationStore? store = null) => new(Model, Prompts, Images, store);

    public GradientSet ForgetOf(int concept) => Gradient(Images.Where(l => l == concept), Objective.Forget);

    public PlainProbe PlainProbe() => new(Model, PaddedPrompts, Prompts, Images, Concept);

    public LayerSearchResult Search(IUnlearningProbe probe, IReadOnlyList<LayerScore>? layers = null, bool fullTrace = true, GradientSet? forget = null) =>
        StepSizeSearch.RunAll(Model.Layers, LayerMove.Of(Model.Layers, layers ?? Table.Layers, groups: false), forget ?? Forget, probe, new StepSearchOptions { FullTrace = fullTrace, Evaluations = 5 });

    public void Dispose()
    {
        foreach (var owned in new IDisposable[] { Model, PaddedPrompts, Prompts, Images, Forget, Retain }) owned.Dispose();
    }

    private GradientSet Gradient(IReadOnlyList<int> rows, Objective objective)
    {
        using var scope = NewDisposeScope();
        using var own = Images.Select(rows);
        var tokens = PaddedPrompts.index_select(0, tensor(own.Labels.Select(l => (long)l).ToArray()));
        return GradientComputation.Compute(Model, TinyClip.Split(own.Images, tokens, 16), objective);
    }

    /// <summary>Captions of 3 to 9 tokens, each its own: a start, words, the largest id as the end, zeros behind it.</summary>
    private static Tensor Captions(int count, int context, Generator generator)
    {
        var words = randint(1, 60, [count, context], dtype: ScalarType.Int64, generator: generator).data<long>().ToArray();
        for (var row = 0; row < count; row++)
        {
            var end = (row * context) + 2 + (row % 7);
            words[row * context] = 62;
            words[end] = 63;
            for (var i = end + 1; i < (row + 1) * context; i++) words[i] = 0;
        }

        return tensor(words, [count, context]);
    }
}
