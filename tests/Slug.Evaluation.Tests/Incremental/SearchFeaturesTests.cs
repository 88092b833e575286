using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.Incremental;

/// <summary>What searches share, made once and let go: a model of two vision blocks and one text block, so that bytes can be counted.</summary>
public sealed class SearchFeaturesTests : IDisposable
{
    private const string VisionLayer = "visual.transformer.resblocks.1.mlp.c_fc.weight", TextLayer = "transformer.resblocks.0.mlp.c_fc.weight";

    // Three pictures of 2 x 2 patches and a class token; four names of six tokens, all eight wide.
    private const long VisionBytes = 3 * 5 * 8 * sizeof(float), TextBytes = 4 * 6 * 8 * sizeof(float);

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-shared-").FullName;
    private readonly ClipModel _model = ClipModel.Create(
        new ClipConfig
        {
            EmbedDim = 8,
            Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 4, Width = 8, Layers = 2, HeadWidth = 4 },
            Text = new ClipTextConfig { ContextLength = 6, VocabSize = 32, Width = 8, Heads = 2, Layers = 1 },
        },
        3);
    private readonly ClassPrompts _prompts;
    private readonly LabelledImages _images;

    public SearchFeaturesTests()
    {
        using var generator = new Generator(8);
        _images = new LabelledImages(randn([3, 3, 8, 8], generator: generator), [0, 1, 2]);
        var tokens = randint(1, 30, [4, 6], dtype: ScalarType.Int64, generator: generator);
        tokens.select(1, 5).fill_(31);
        _prompts = ClassPrompts.FromTokens(["a", "b", "c", "d"], 1, tokens);
    }

    public void Dispose()
    {
        _prompts.Dispose();
        _images.Dispose();
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Streams_of_the_layers_that_will_change_are_kept_and_let_go_with_it()
    {
        var shared = new SearchFeatures(_model, _prompts, _images);
        shared.Prepare([VisionLayer, TextLayer], default);
        Assert.Equal((VisionBytes, TextBytes), (shared.Images.Wanted, shared.Texts.Wanted));
        // The captions' when their turn comes.
        Assert.Equal(VisionBytes, shared.Store.Held);
        shared.Weights(0).Dispose();
        Assert.Equal(VisionBytes + TextBytes, shared.Store.Held);
        shared.EndSearch();
        Assert.Equal(VisionBytes + TextBytes, shared.Store.Held);
        shared.Dispose();
        Assert.Equal(0, shared.Store.Held);
    }

    [Fact]
    public void What_one_search_has_encoded_the_next_does_not()
    {
        using var shared = new SearchFeatures(_model, _prompts, _images);
        Assert.StartsWith("Prepare encodes the images first.", Assert.Throws<InvalidOperationException>(() => shared.OriginalImages).Message);
        Assert.StartsWith("Prepare encodes the names first.", Assert.Throws<InvalidOperationException>(() => shared.OriginalWeights).Message);
        shared.Prepare(null, default);
        var encoded = (shared.Images.PartsFromInputs, shared.Texts.PartsFromInputs);
        Assert.True(encoded.Item1 == 1 && encoded.Item2 > 0);
        shared.Prepare(null, default);
        Assert.Equal(encoded, (shared.Images.PartsFromInputs, shared.Texts.PartsFromInputs));
    }

    [Fact]
    public void Where_there_is_room_for_one_tower_the_other_gives_way()
    {
        using var shared = new SearchFeatures(_model, _prompts, _images, new ActivationStore { Limit = Math.Max(VisionBytes, TextBytes) });
        shared.Prepare([VisionLayer, TextLayer], default);
        shared.Weights(0).Dispose();
        Assert.Equal(TextBytes, shared.Store.Held);
        shared.Images.Encode(1).Dispose();
        Assert.Equal(VisionBytes, shared.Store.Held);
    }

    [Fact]
    public void Room_is_made_as_far_as_it_is_needed()
    {
        using var shared = new SearchFeatures(_model, _prompts, _images, new ActivationStore { Limit = 10_000 });
        shared.Prepare([VisionLayer, TextLayer], default);
        shared.Weights(0).Dispose();
        shared.MakeRoom(10_000 - VisionBytes - TextBytes);
        Assert.Equal(VisionBytes + TextBytes, shared.Store.Held);
        // Captions first.
        shared.MakeRoom(10_001 - VisionBytes - TextBytes);
        Assert.Equal(VisionBytes, shared.Store.Held);
        shared.MakeRoom(20_000);
        Assert.Equal(0, shared.Store.Held);
    }

    [Fact]
    public void What_a_search_put_on_disk_goes_with_it()
    {
        using var shared = new SearchFeatures(_model, _prompts, _images, new ActivationStore(new ActivationOptions { Spill = ActivationSpill.Disk }, _folder) { Limit = 0 });
        shared.Prepare([VisionLayer, TextLayer], default);
        Assert.Single(Directory.EnumerateDirectories(_folder));
        shared.Weights(0).Dispose();
        Assert.Equal(2, Directory.EnumerateDirectories(_folder).Count());
        shared.EndSearch();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(ActivationPrecision.Fp32)]
    [InlineData(ActivationPrecision.Fp16)]
    public void All_that_it_made_is_freed(ActivationPrecision precision)
    {
        // The text tower keeps the mask of its first pass.
        Run();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Run()
        {
            using var shared = new SearchFeatures(_model, _prompts, _images, new ActivationStore(new ActivationOptions { Precision = precision }));
            for (var search = 0; search < 2; search++)
            {
                shared.Prepare([VisionLayer, TextLayer], default);
                shared.Weights(0).Dispose();
                shared.EndSearch();
            }
        }
    }

    [Theory]
    [InlineData(3, new long[] { 3 })]
    [InlineData(512, new long[] { 256, 256 })]
    [InlineData(515, new long[] { 256, 256, 3 })]
    public void Images_are_cut_into_batches_of_256(int images, long[] parts)
    {
        using var scope = NewDisposeScope();
        var numbers = arange(images).view(-1, 1);
        var cut = SearchFeatures.Cut(numbers, CPU);
        Assert.Equal(parts, cut.Select(part => part.shape[0]));
        Assert.True(cat(cut).Equals(numbers));
    }

    [Fact]
    public void Of_two_templates_each_name_has_a_row_for_each()
    {
        using var one = _prompts.Tokens.narrow(0, 0, 1);
        Assert.Throws<ArgumentException>(() => ClassPrompts.FromTokens(["a", "b"], 2, one));
        using var two = ClassPrompts.FromTokens(["a", "b"], 2, _prompts.Tokens);
        Assert.Equal(2, two.Templates);
    }

    [Fact]
    public void A_key_tells_forms_apart_whose_digits_are_the_same()
    {
        using var numbers = zeros(22);
        using LabelledImages high = new(numbers.view(2, 1, 11, 1), [0, 1]), deep = new(numbers.view(2, 11, 1, 1), [0, 1]);
        Assert.NotEqual(SearchFeatures.KeyOf(_prompts, high, new ActivationOptions()), SearchFeatures.KeyOf(_prompts, deep, new ActivationOptions()));
    }
}
