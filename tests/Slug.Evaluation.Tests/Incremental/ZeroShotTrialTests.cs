using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.Incremental;

/// <summary>What a search looks at, counted by hand: one picture many times over, so that it is known what the model says to each.</summary>
public sealed class ZeroShotTrialTests : IDisposable
{
    private const int Names = 8, Said = 0, Fifth = 1, Concept = 2, Other = 3, Unlisted = 4;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ClipModel _model = ClipModel.Create(
        new ClipConfig
        {
            EmbedDim = 8,
            Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 4, Width = 8, Layers = 2, HeadWidth = 4 },
            Text = new ClipTextConfig { ContextLength = 6, VocabSize = 32, Width = 8, Heads = 2, Layers = 1 },
        },
        3);
    private readonly Tensor _picture;
    private readonly ClassPrompts _prompts;

    public ZeroShotTrialTests()
    {
        using var generator = new Generator(8);
        _picture = randn([1, 3, 8, 8], generator: generator);
        var tokens = randint(1, 30, [Names, 6], dtype: ScalarType.Int64, generator: generator);
        tokens.select(1, 5).fill_(31);
        using var noGrad = no_grad();
        var cosines = _model.EncodeImage(_picture).matmul(_model.EncodeText(tokens).t())[0];
        // Names in the order of the model's liking, but for one: the first is what it says, the second is its fifth choice, the rest are its last.
        var ranked = cosines.argsort(descending: true).data<long>().ToArray();
        long[] order = [ranked[0], ranked[4], .. ranked[5..], .. ranked[1..4]];
        _prompts = ClassPrompts.FromTokens([.. Enumerable.Range(0, Names).Select(i => $"name {i}")], 1, tokens.index_select(0, tensor(order)));
    }

    public void Dispose()
    {
        _prompts.Dispose();
        _model.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Everything_but_the_concept_is_retained_without_a_list()
    {
        using var trial = new ZeroShotTrial(_model, _prompts, Pictures(Concept, Concept, Said, Other, Unlisted, Said, Unlisted), Concept);
        Assert.Equal(new TopKAccuracy(0, 0, 2), trial.Original);
        // Of five others two are what the model says.
        Assert.Equal(2 / 5.0, trial.OriginalRetained);
        Assert.Equal(2 / 5.0, trial.MeasureRetained());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("visual.transformer.resblocks.1.mlp.c_fc.weight")]
    [InlineData("transformer.resblocks.0.mlp.c_fc.weight")]
    public void Of_a_list_only_its_names_are_retained(string? layer)
    {
        using var pictures = Pictures(Concept, Concept, Said, Other, Unlisted, Said, Unlisted);
        using var shared = new SearchFeatures(_model, _prompts, pictures) { Retained = new HashSet<int> { Said, Other } };
        using var trial = new ZeroShotTrial(shared, pictures, Concept);
        if (layer is not null) trial.Focus([layer]);
        // Said, Other, Said: two of three.
        Assert.Equal(2 / 3.0, trial.OriginalRetained);
        Assert.Equal(2 / 3.0, trial.MeasureRetained());
    }

    [Fact]
    public void A_concept_on_the_list_is_not_retained()
    {
        using var pictures = Pictures(Said, Said, Other, Unlisted, Other);
        using var shared = new SearchFeatures(_model, _prompts, pictures) { Retained = new HashSet<int> { Said, Unlisted } };
        using var trial = new ZeroShotTrial(shared, pictures, Said);
        Assert.Equal(new TopKAccuracy(1, 1, 2), trial.Original);
        // What is kept is the one unlisted picture, which the model does not say.
        Assert.Equal(0, trial.OriginalRetained);
    }

    [Fact]
    public void The_concept_s_first_and_first_five_are_told_apart()
    {
        using var trial = new ZeroShotTrial(_model, _prompts, Pictures(Fifth, Fifth, Fifth, Said), Fifth);
        Assert.Equal(new TopKAccuracy(0, 1, 3), trial.Original);
        Assert.Equal(new TopKAccuracy(0, 1, 3), trial.MeasureForget());
        Assert.Equal(1, trial.OriginalRetained);
    }

    [Fact]
    public void A_list_that_leaves_nothing_is_refused()
    {
        using var pictures = Pictures(Concept, Said);
        using var shared = new SearchFeatures(_model, _prompts, pictures) { Retained = new HashSet<int> { Other } };
        var error = Assert.Throws<ArgumentException>(() => new ZeroShotTrial(shared, pictures, Concept));
        Assert.Contains("1 images of 'name 2' and 0 of what must be kept", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_the_shared_pictures_are_only_those_of_the_concept()
    {
        using var pictures = Pictures(Concept, Said);
        using var shared = new SearchFeatures(_model, _prompts, pictures);
        using LabelledImages more = Pictures(Concept, Said, Concept), strange = Pictures(Concept, Said, Other), turned = Pictures(Said, Concept);
        using (var trial = new ZeroShotTrial(shared, more, Concept)) Assert.Equal(2, trial.Original.Count);
        Assert.All([strange, turned], set => Assert.StartsWith(
            "The search set must be the shared images, and behind them only images of the concept.", Assert.Throws<ArgumentException>(() => new ZeroShotTrial(shared, set, Concept)).Message));
    }

    [Fact]
    public void Streams_of_the_concept_are_let_go_while_the_text_tower_moves_and_at_the_end()
    {
        using var pictures = Pictures(Concept, Said);
        var store = new ActivationStore();
        var trial = new ZeroShotTrial(_model, _prompts, pictures, Concept, ["visual.transformer.resblocks.1.mlp.c_fc.weight"], store);
        // Five tokens of eight numbers: of both pictures, and of the concept's once more.
        const long picture = 5 * 8 * sizeof(float);
        Assert.Equal(3 * picture, store.Held);
        trial.Focus(["transformer.resblocks.0.mlp.c_fc.weight"]);
        Assert.Equal(2 * picture, store.Held);
        trial.Focus(["visual.transformer.resblocks.1.mlp.c_fc.weight"]);
        trial.MeasureForget();
        Assert.Equal(3 * picture, store.Held);
        trial.Dispose();
        Assert.Equal(0, store.Held);
    }

    [Fact]
    public void A_trial_frees_what_it_kept_also_where_it_cannot_begin()
    {
        using var pictures = Pictures(Concept, Said);
        string[] layers = ["visual.transformer.resblocks.1.mlp.c_fc.weight", "transformer.resblocks.0.mlp.c_fc.weight"];
        // The text tower keeps the mask of its first pass.
        Run();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run();
        Assert.Throws<ArgumentException>(() => new ZeroShotTrial(_model, _prompts, pictures, Other));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Run()
        {
            using var trial = new ZeroShotTrial(_model, _prompts, pictures, Concept, layers);
            foreach (var layer in layers.Concat(layers))
            {
                trial.Focus([layer]);
                trial.MeasureForget();
                trial.MeasureRetained();
            }
        }
    }

    private LabelledImages Pictures(params int[] labels) => new(_picture.expand(labels.Length, -1, -1, -1).contiguous(), labels);
}
