using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>What several concepts' searches share changes none of their numbers, and is made once.</summary>
public sealed class SearchFeaturesTests : IDisposable
{
    // What the searches find that share nothing: the same for every room, and so made once.
    private static readonly Lazy<IReadOnlyList<(ForgetAccuracy Forget, double Retained, LayerSearchResult Search)>> Alone = new(() =>
    {
        using var scene = SearchScene.Of("deeper");
        return [.. Steps(scene).Select(step => SearchAlone(scene, step))];
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-shared-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_second_concept_encodes_nothing_of_the_original_model_again()
    {
        using var scene = SearchScene.Of("deeper");
        using var shared = scene.Shared();
        using (var first = Probe(scene, shared, scene.Concept)) scene.Search(first);
        var encoded = (shared.Images.PartsFromInputs, shared.Texts.PartsFromInputs);
        Assert.True(shared.Images.PartsFromInputs > 0 && shared.Texts.PartsFromInputs > 0);
        using var forget = scene.ForgetOf(scene.OtherConcept);
        using var second = Probe(scene, shared, scene.OtherConcept);
        // Layers before block 0 have no stream below them: those of the others are all kept.
        var blocks = scene.Table.Layers.Where(l => l.Name is not ("visual.conv1.weight" or "visual.ln_pre.weight")).ToList();
        scene.Search(second, blocks, forget: forget);
        Assert.Equal(encoded, (shared.Images.PartsFromInputs, shared.Texts.PartsFromInputs));
    }

    [Theory]
    [InlineData("everything fits")]
    [InlineData("a part fits")]
    [InlineData("nothing fits")]
    [InlineData("the rest on disk")]
    public void Every_concept_has_the_trace_that_it_has_alone(string room)
    {
        using var scene = SearchScene.Of("deeper");
        var options = new ActivationOptions { Spill = room == "the rest on disk" ? ActivationSpill.Disk : ActivationSpill.None };
        var store = room == "everything fits"
            ? new ActivationStore()
            : new ActivationStore(options, Folder("first")) { Limit = room == "nothing fits" ? 0 : 200_000 };
        using var shared = scene.Shared(store);
        foreach (var (step, alone) in Steps(scene).Zip(Alone.Value))
        {
            using var forget = scene.ForgetOf(step.Concept);
            using var views = Views(scene, step.Concept, step.Views);
            store.SpillTo(Folder(step.Name));
            using (var probe = new ZeroShotProbe(shared, views, step.Concept, [.. step.Layers.Select(l => l.Name)]))
            {
                var images = views.Where(l => l == step.Concept).Count;
                Assert.Equal(alone.Forget.Top1, probe.Original.Top1, 1.001 / images);
                Assert.Equal(alone.Retained, probe.OriginalRetained, 2.0 / 60);
                Traces.AssertSame(alone.Search, scene.Search(probe, step.Layers, forget: forget), images, $"{room}, {step.Name}");
            }

            Assert.Empty(Directory.EnumerateFileSystemEntries(Folder(step.Name)));
            Assert.InRange(store.Peak, 0, store.Limit);
        }

        shared.Dispose();
        Assert.Equal(0, store.Held);
    }

    [Fact]
    public void Rounded_streams_do_not_outlive_their_search()
    {
        using var scene = SearchScene.Of("deeper");
        using var shared = scene.Shared(new ActivationStore(new ActivationOptions { Precision = ActivationPrecision.Fp16 }));
        using (var probe = Probe(scene, shared, scene.Concept)) scene.Search(probe, Half(scene, 0));
        Assert.Equal(0, shared.Store.Held);
        var before = shared.Images.PartsFromInputs;
        using var next = Probe(scene, shared, scene.Concept);
        Assert.True(shared.Images.PartsFromInputs > before);
    }

    [Fact]
    public void A_key_tells_sets_names_and_options_apart()
    {
        using var scene = SearchScene.Of("golden");
        using var fewer = scene.Images.Select([0, 1, 2]);
        using var relabelled = new LabelledImages(scene.Images.Images.alias(), [.. scene.Images.Labels.Select(l => (l + 1) % 24)]);
        using var repainted = new LabelledImages(scene.Images.Images.add(1), scene.Images.Labels);
        // The same bytes as pictures of another form.
        using var wider = new LabelledImages(scene.Images.Images.view(scene.Images.Labels.Count, 3, scene.Model.Config.Vision.ImageSize / 2, -1), scene.Images.Labels);
        using var renamed = ClassPrompts.FromTokens([.. scene.Prompts.Names.Select(n => n + "!")], 1, scene.Prompts.Tokens);
        string[] keys =
        [
            SearchFeatures.KeyOf(scene.Prompts, scene.Images, new ActivationOptions()),
            SearchFeatures.KeyOf(scene.Prompts, fewer, new ActivationOptions()),
            SearchFeatures.KeyOf(scene.Prompts, relabelled, new ActivationOptions()),
            SearchFeatures.KeyOf(scene.Prompts, repainted, new ActivationOptions()),
            SearchFeatures.KeyOf(scene.Prompts, wider, new ActivationOptions()),
            SearchFeatures.KeyOf(renamed, scene.Images, new ActivationOptions()),
            SearchFeatures.KeyOf(scene.Prompts, scene.Images, new ActivationOptions { MemoryMiB = 1 }),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], SearchFeatures.KeyOf(scene.Prompts, scene.Images, new ActivationOptions()));
    }

    [Fact]
    public void Images_that_are_not_the_shared_ones_are_refused()
    {
        using var scene = SearchScene.Of("golden");
        using var shared = scene.Shared();
        using var fewer = scene.Images.Select([.. Enumerable.Range(0, 60)]);
        Assert.Contains("must be the shared images", Assert.Throws<ArgumentException>(() => new ZeroShotProbe(shared, fewer, scene.Concept)).Message);
    }

    private static SearchStep[] Steps(SearchScene scene) =>
        [new("first", scene.Concept, Half(scene, 0), 0), new("second", scene.OtherConcept, Half(scene, 1), 6), new("third", scene.Concept, scene.Table.Layers, 0)];

    private static (ForgetAccuracy Forget, double Retained, LayerSearchResult Search) SearchAlone(SearchScene scene, SearchStep step)
    {
        using var forget = scene.ForgetOf(step.Concept);
        using var views = Views(scene, step.Concept, step.Views);
        using var probe = new ZeroShotProbe(scene.Model, scene.Prompts, views, step.Concept, [.. step.Layers.Select(l => l.Name)]);
        return (probe.Original, probe.OriginalRetained, scene.Search(probe, step.Layers, forget: forget));
    }

    private static ZeroShotProbe Probe(SearchScene scene, SearchFeatures shared, int concept) =>
        new(shared, scene.Images, concept, [.. scene.Table.Layers.Select(l => l.Name)]);

    private static IReadOnlyList<LayerScore> Half(SearchScene scene, int which) => [.. scene.Table.Layers.Where((_, i) => i % 2 == which)];

    /// <summary>The search set, and some more images of the concept behind it.</summary>
    private static LabelledImages Views(SearchScene scene, int concept, int count)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var own = scene.Images.Images.narrow(0, scene.Images.Where(l => l == concept)[0], 1);
        var views = own.add(randn([count, .. own.shape[1..]], generator: generator).mul(0.3));
        return new LabelledImages(cat([scene.Images.Images, views]).DetachFromDisposeScope(), [.. scene.Images.Labels, .. Enumerable.Repeat(concept, count)]);
    }

    private string Folder(string step) => Directory.CreateDirectory(Path.Combine(_folder, step)).FullName;

    private sealed record SearchStep(string Name, int Concept, IReadOnlyList<LayerScore> Layers, int Views);
}
