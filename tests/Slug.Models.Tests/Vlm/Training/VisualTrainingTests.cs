using Slug.Basics;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Models.Tests.Training;
using Slug.Models.Tokenizers.Llama;
using Slug.Models.Vlm;
using Slug.Models.Vlm.Training;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Vlm.Training;

/// <summary>One test sets libtorch's number of threads, which is one for the whole process.</summary>
[Collection(nameof(SideBySideTests))]
public sealed class VisualTrainingTests : IDisposable
{
    private static readonly string[] Colours = ["black", "red", "green", "yellow", "blue", "pink", "turquoise", "white"];
    private static readonly PromptTemplate Template = new("USER: <image> {question} ASSISTANT:");
    private static readonly VisualTrainingOptions Options = new() { Steps = 120, BatchSize = 8, LearningRate = 5e-3, Seed = 5, Augmentation = new AugmentationOptions { Flip = 0, Rotation = 0, Colour = 0.1 } };

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-training-").FullName;
    private readonly LlamaTokenizer _tokenizer;

    public VisualTrainingTests()
    {
        WordTokenizerFile.Write(_folder, [Template.Text, .. Colours, "What is this?", "Is this black or light green?", "yes", "no"]);
        _tokenizer = LlamaTokenizerFiles.Load(_folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_word_is_one_token_and_others_are_spelt()
    {
        Assert.Equal(["<s>", "▁USER", ":", "▁", "<image>", "▁What", "▁is", "▁this", "?", "▁ASSISTANT", ":"], Pieces(Template.Of("What is this?", hasPicture: true)));
        Assert.Equal(["<s>", "▁turquoise"], Pieces("turquoise"));
        // Of the known words green and this are the beginnings.
        Assert.Equal(["<s>", "▁gre", "a", "t", "▁th", "e"], Pieces("great the"));
        Assert.Equal("light green", _tokenizer.Decode(_tokenizer.Encode("light green")));

        IEnumerable<string> Pieces(string text)
        {
            var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "tokenizer.json"))).RootElement;
            var names = json.GetProperty("model").GetProperty("vocab").EnumerateObject().ToDictionary(p => p.Value.GetInt64(), p => p.Name);
            foreach (var token in json.GetProperty("added_tokens").EnumerateArray()) names[token.GetProperty("id").GetInt64()] = token.GetProperty("content").GetString()!;
            return _tokenizer.Encode(text).Select(id => names[id]);
        }
    }

    [Fact]
    public void Questions_that_share_a_picture_s_row_are_to_the_model_as_if_each_were_alone()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = NewModel();
        using var images = Images();
        var patches = VisualTraining.Patches(model, Normalized(images.narrow(0, 1, 2)));
        List<QuestionAnswer> first = [new("What is this?", "red"), new("Is this black?", "no"), new("Is this light green?", "no yes")];
        List<QuestionAnswer> second = [new("What is this?", "green")];
        var together = VisualTraining.Loss(model, Pack(first, second), patches).item<float>();
        // Each alone, weighted by the tokens that it teaches: an answer's words and the end.
        var alone = first.Select(q => (Question: q, Picture: 0)).Append((Question: second[0], Picture: 1)).Select(q =>
        {
            var tokens = q.Question.Answer.Split(' ').Length + 1;
            return (Tokens: tokens, Sum: tokens * VisualTraining.Loss(model, Pack([q.Question]), patches.narrow(0, q.Picture, 1)).item<float>());
        }).ToList();
        Assert.Equal(alone.Sum(a => a.Sum) / alone.Sum(a => a.Tokens), together, 1e-5);

        PackedQuestions Pack(params List<QuestionAnswer>[] rows) => PackedQuestions.Of(model.Config, _tokenizer, Template, rows, CPU);
    }

    [Fact]
    public void Learns_to_answer_by_the_picture_and_leaves_the_vision_tower_alone()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        using var images = Images();
        var tower = model.Vision.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
        var reports = new List<PretrainProgress>();
        var result = VisualTraining.Train(model, _tokenizer, Template, images, Ask, Options, reports.Add);
        Assert.Equal(120, result.Losses.Count);
        Assert.InRange(result.Losses[0], 1.5, 20);
        Assert.InRange(result.Losses.TakeLast(5).Average(), 0, 0.4);
        Assert.Equal([25, 50, 75, 100, 120], reports.Select(r => r.Step));
        foreach (var (name, parameter) in model.Vision.named_parameters()) Assert.True(parameter.equal(tower[name]).all().item<bool>(), name);

        // Saved in Hugging Face's layout and read back by the loader of every LLaVA.
        LlavaCheckpoint.Save(model, _folder);
        using var assistant = VisualAssistant.Load(_folder, template: Template);
        using var noGrad = no_grad();
        var pictures = assistant.Model.Encode(Normalized(images));
        var answers = assistant.Answer(pictures, [.. Enumerable.Range(0, 8).Select(i => new VisualQuestion("What is this?", i))], new GenerationOptions());
        Assert.Equal(Colours, answers);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        using var images = Images();
        using var one = NewModel();
        using var two = NewModel();
        var options = Options with { Steps = 5 };
        Assert.Equal(VisualTraining.Train(one, _tokenizer, Template, images, Ask, options).Losses, VisualTraining.Train(two, _tokenizer, Template, images, Ask, options).Losses);
        foreach (var (name, parameter) in one.named_parameters()) Assert.True(parameter.equal(two.get_parameter(name)!).all().item<bool>(), name);
        using var three = NewModel();
        Assert.NotEqual(VisualTraining.Train(three, _tokenizer, Template, images, Ask, options with { Seed = 6 }).Losses, VisualTraining.Train(one, _tokenizer, Template, images, Ask, options).Losses);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    [InlineData(1)]
    public void Two_threads_give_the_bits_of_one(int batch)
    {
        var threads = get_num_threads();
        try
        {
            using var images = Images();
            var (one, two) = (Trained(1), Trained(2));
            using var ownedOne = one;
            using var ownedTwo = two;
            foreach (var (name, parameter) in one.named_parameters()) Assert.True(parameter.equal(two.get_parameter(name)!).all().item<bool>(), name);

            LlavaModel Trained(int count)
            {
                set_num_threads(count);
                var model = NewModel();
                VisualTraining.Train(model, _tokenizer, Template, images, Ask, Options with { Steps = 6, BatchSize = batch });
                return model;
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void A_cancelled_training_stops()
    {
        using var images = Images();
        using var model = NewModel();
        Assert.Throws<OperationCanceledException>(() => VisualTraining.Train(model, _tokenizer, Template, images, Ask, Options, cancellation: new CancellationToken(canceled: true)));
    }

    private static IReadOnlyList<QuestionAnswer> Ask(int picture, SeededRandom random) =>
        [new("What is this?", Colours[picture]), new("Is this black?", picture == 0 ? "yes" : "no")];

    private LlavaModel NewModel()
    {
        var config = new LlavaConfig
        {
            Text = new LlamaConfig { VocabSize = _tokenizer.VocabularySize, Width = 32, MlpWidth = 64, Layers = 2, Heads = 2, KeyValueHeads = 2, HeadWidth = 16, MaxPositions = 64 },
            Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 2, HeadWidth = 16 },
            QuickGelu = false,
            ImageToken = (int)_tokenizer.IdOf("<image>")!,
            PadToken = (int)_tokenizer.IdOf("<pad>")!,
        };
        var model = new LlavaModel(config, ScalarType.Float32, ScalarType.Float32, CPU);
        var clip = new ClipConfig { EmbedDim = 16, Vision = config.Vision, Text = new ClipTextConfig { ContextLength = 8, VocabSize = 50, Width = 32, Heads = 2, Layers = 1 } };
        using var donor = ClipModel.Create(clip, 1);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in model.Vision.named_parameters()) parameter.copy_(donor.Visual.get_parameter(name)!);
        LlavaInitialization.Initialize(model, 1);
        return model;
    }

    /// <summary>Plain colours.</summary>
    private static Tensor Images()
    {
        using var scope = NewDisposeScope();
        return stack(Enumerable.Range(0, 8).Select(k => tensor(new long[] { 255 * (k & 1), 255 * (k >> 1 & 1), 255 * (k >> 2) })
            .to_type(ScalarType.Byte).view(3, 1, 1).expand(3, 16, 16))).contiguous().DetachFromDisposeScope();
    }

    private static Tensor Normalized(Tensor bytes) => ClipNormalization.Apply(bytes.to_type(ScalarType.Float32).div(255));
}
