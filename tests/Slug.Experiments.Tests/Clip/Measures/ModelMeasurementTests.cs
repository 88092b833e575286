using Slug.Data;
using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Clip.Measures;

/// <summary>
/// All measures of a model, counted by hand. Features are given: names stand at right angles to each other, so that a picture is taken for the name
/// that its feature points to, and then for Ann, Bob, Cid, Dot and Eva in this order.
/// </summary>
public sealed class ModelMeasurementTests : IDisposable
{
    private const int Width = 8;
    private static readonly string[] Names = ["Ann", "Bob", "Cid", "Dot", "Eva", "Fay", "Gus"];

    // What each test picture shows, and what it is taken for. Ann: two of four right. Bob: one of two. Cid: one of one. Eva: none of three, and her name is the sixth.
    private static readonly (string Shows, string TakenFor)[] Test =
    [
        ("Ann", "Ann"), ("Ann", "Bob"), ("Ann", "Ann"), ("Ann", "Gus"),
        ("Bob", "Bob"), ("Bob", "Ann"), ("Cid", "Cid"), ("Eva", "Gus"), ("Eva", "Gus"), ("Eva", "Gus"),
    ];

    // ImageNet's five pictures of six classes: three are right.
    private static readonly (int Shows, int TakenFor)[] ImageNet = [(0, 0), (0, 1), (2, 2), (5, 5), (4, 5)];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-measurement-").FullName;
    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer = new(CheckpointTokenizer.Load(Path.Combine(Repository.Root, "data", "clip", "merges.txt.gz")));

    public ModelMeasurementTests() => _model = ClipModel.Create(
        new ClipConfig
        {
            EmbedDim = Width,
            Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 8, Width = 8, Layers = 1, HeadWidth = 8 },
            Text = new ClipTextConfig { ContextLength = 10, VocabSize = 49408, Width = 8, Heads = 1, Layers = 1 },
        },
        1);

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void One_concept_goes()
    {
        var measured = Measured("Ann", ["Ann"]);
        // Two of Ann's four pictures; in all four her name is among the first five.
        Assert.Equal((0.5, 4), measured["fa@1"]);
        Assert.Equal((1.0, 4), measured["fa@5"]);
        // Bob one of two, Cid one of one, Eva none of three: the mean of the names, not of the pictures.
        Assert.Equal(((0.5 + 1 + 0) / 3, 6), measured["TA_CA@1"]);
        Assert.Equal(((1.0 + 1 + 0) / 3, 6), measured["TA_CA@5"]);
        Assert.Equal((3 / 5.0, 5), measured["TA_IN@1"]);
        // The class 4 of a picture that is taken for 5 is the sixth.
        Assert.Equal((4 / 5.0, 5), measured["TA_IN@5"]);
        // Both of Bob's are taken for somebody of his kind, and so is Cid's; Eva's are taken for Gus, who is of the other kind.
        Assert.Equal((3 / 6.0, 6), measured["subcategories@1"]);
    }

    [Fact]
    public void Of_several_concepts_none_is_kept()
    {
        var measured = Measured("Bob", ["Bob", "Eva"]);
        Assert.Equal((0.5, 2), measured["fa@1"]);
        // Ann two of four, Cid one of one.
        Assert.Equal(((0.5 + 1) / 2, 5), measured["TA_CA@1"]);
    }

    [Fact]
    public void A_list_of_names_says_what_is_kept()
    {
        var measured = Measured("Bob", ["Bob"], retained: [1, 4]);
        // Bob one of two, Eva none of three.
        Assert.Equal(((0.5 + 0) / 2, 5), measured["TA_CA@1"]);
    }

    [Fact]
    public void Without_unseen_pairs_the_attack_takes_the_test_pictures()
    {
        var measured = Measured("Cid", ["Cid"]);
        // Ten test pictures; the twelve forget pairs are opposite to their captions, which no test picture is to its name.
        Assert.Equal((1.0, 10), measured["mia"]);
        Assert.Equal(10, measured["mia-loss"].Samples);
    }

    [Fact]
    public void Similarities_are_of_the_first_picture_of_each_with_the_captions_of_all()
    {
        using var measurement = Measurement(retained: null);
        using var noGrad = no_grad();
        var captions = _model.EncodeText(_tokenizer.Tokenize(["a photo of Cid.", "a photo of Ann."], 10));
        var matrix = measurement.Similarity(["Cid", "Ann"]);
        // The first pictures of both are taken for what they show.
        foreach (var (row, axis) in new[] { (0, 2), (1, 0) })
        {
            for (var column = 0; column < 2; column++)
                Assert.Equal(Feature(axis).dot(captions[column]).item<float>(), matrix[row][column], 1e-6);
        }
    }

    private Dictionary<string, (double Value, int? Samples)> Measured(string concept, string[] forgotten, int[]? retained = null)
    {
        using var measurement = Measurement(retained);
        var opposite = zeros(12, Width);
        opposite.select(1, 6).fill_(1);
        var pairs = Path.Combine(_folder, "pairs.safetensors");
        FeatureCache.Save(pairs, _model, new Dictionary<string, Tensor> { ["pairs.images"] = opposite, ["pairs.captions"] = -opposite });
        return measurement.Of(concept, forgotten, new PairSet("none.tar", pairs)).ToDictionary(m => m.Key, m => ((double)m.Value!, m.Samples));
    }

    private ModelMeasurement Measurement(int[]? retained)
    {
        var path = Path.Combine(_folder, "features.safetensors");
        FeatureCache.Save(path, _model, new Dictionary<string, Tensor>
        {
            ["images"] = stack(Test.Select(p => Feature(Array.IndexOf(Names, p.TakenFor)))),
            ["names"] = eye(Names.Length, Width),
            ["subcategories"] = stack([Kind(0, 1), Kind(2, 3, 5, 6)]),
            ["imagenet.images"] = stack(ImageNet.Select(p => Feature(p.TakenFor))),
            ["imagenet.names"] = eye(6, Width),
        });
        using var kept = FeatureCache.Load(path, CPU);
        using var streams = new EvaluationStreams(0);
        var classes = new ClassList(Names, ["people", "others"], [0, 0, 1, 1, 0, 1, 1]) { Retained = retained };
        var sets = new EvaluationSets(
            Set("test.tar", Test.Select(p => Array.IndexOf(Names, p.Shows)), Names), classes, ["a photo of {name}."], "TA_CA",
            (Set("imagenet.tar", ImageNet.Select(p => p.Shows), ["a", "b", "c", "d", "e", "f"]), new ImageNetTask(["a", "b", "c", "d", "e", "f"], ["{name}"])), Unseen: null);
        return new ModelMeasurement(_model, _tokenizer, sets, kept, streams, new PictureMemory(0), CancellationToken.None);
    }

    /// <summary>Points to an axis, and leans to the first five: the less, the further it is.</summary>
    private static Tensor Feature(int axis)
    {
        var feature = tensor(new[] { 0.05f, 0.04f, 0.03f, 0.02f, 0.01f, 0, 0, 0 });
        feature[axis] = 1;
        return nn.functional.normalize(feature, dim: 0);
    }

    private static Tensor Kind(params long[] axes)
    {
        var kind = zeros(Width);
        kind.index_fill_(0, tensor(axes), 1);
        return nn.functional.normalize(kind, dim: 0);
    }

    /// <summary>A set whose pictures cannot be read: who decoded one would fail.</summary>
    private EvaluationSet Set(string name, IEnumerable<int> labels, IReadOnlyList<string> names)
    {
        var tar = Path.Combine(_folder, name);
        using (var writer = new TarShardWriter(tar))
        {
            foreach (var (i, label) in labels.Index()) writer.Write(TarSample.ImageText($"{i}", "png", [1], names[label]));
            writer.Complete();
        }

        return EvaluationSet.Open(tar, names);
    }
}
