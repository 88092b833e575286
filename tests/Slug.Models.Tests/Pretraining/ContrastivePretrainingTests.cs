using Slug.Basics;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Pretraining;

public class ContrastivePretrainingTests
{
    private const int Kinds = 8;
    private const int Vocabulary = 200;

    private static readonly ClipConfig Config = new()
    {
        EmbedDim = 16,
        Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 1, HeadWidth = 16 },
        Text = new ClipTextConfig { ContextLength = 8, VocabSize = Vocabulary, Width = 32, Heads = 2, Layers = 1 },
    };

    private static readonly PretrainOptions Options = new()
    {
        Pairs = 640,
        BatchSize = Kinds,
        LearningRate = 2e-3,
        Seed = 5,
        Augmentation = new AugmentationOptions { Flip = 0, Rotation = 0, Colour = 0.1 },
    };

    /// <summary>Plain colours, and a word for each.</summary>
    private static TrainingPairs Pairs()
    {
        using var scope = NewDisposeScope();
        var images = stack(Enumerable.Range(0, Kinds).Select(k => tensor(new long[] { 255 * (k & 1), 255 * (k >> 1 & 1), 255 * (k >> 2) })
            .to_type(ScalarType.Byte).view(3, 1, 1).expand(3, 16, 16))).contiguous();
        int[] imageOf = [.. Enumerable.Range(0, Kinds), .. Enumerable.Range(0, Kinds)];
        // Two captions each, of different length; ids are spread over the vocabulary.
        long[][] captions =
        [
            .. Enumerable.Range(0, Kinds).Select(k => new long[] { 198, 10 + (k * 20), 199, 0, 0 }),
            .. Enumerable.Range(0, Kinds).Select(k => new long[] { 198, 3, 10 + (k * 20), 199, 0 }),
        ];
        return new TrainingPairs(images.DetachFromDisposeScope(), imageOf, captions, imageOf);
    }

    [Fact]
    public void Learns_to_match_pairs()
    {
        using var pairs = Pairs();
        using var model = ClipModel.Create(Config, 1);
        var reports = new List<PretrainProgress>();
        var result = ContrastivePretraining.Train(model, pairs, Options, reports.Add);
        Assert.Equal(80, result.Losses.Count);
        Assert.InRange(result.Losses.Take(3).Average(), 1.5, 3);
        Assert.InRange(result.Losses.TakeLast(5).Average(), 0, 0.5);
        Assert.Equal([25, 50, 75, 80], reports.Select(r => r.Step));
        Assert.Equal(result.Losses.TakeLast(5).Average(), reports[^1].Loss, 1e-5);
    }

    [Fact]
    public void Lean_it_takes_the_same_steps()
    {
        using var pairs = Pairs();
        using var lean = ClipModel.Create(Config, 1);
        using var whole = ClipModel.Create(Config, 1);
        var options = Options with { Pairs = 80 };
        var losses = ContrastivePretraining.Train(lean, pairs, options with { Lean = true }).Losses;
        Assert.Equal(ContrastivePretraining.Train(whole, pairs, options).Losses, losses, (a, b) => Math.Abs(a - b) < 1e-4f);
        Assert.All(whole.named_parameters(), p => Assert.True((p.parameter - lean.get_parameter(p.name)!).abs().max().item<float>() < 1e-4f, p.name));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    public void Lean_it_gives_the_same_bytes_whether_the_halves_run_at_the_same_time_or_not(int first, int second)
    {
        var before = get_num_threads();
        try
        {
            byte[][] Weights(int threads)
            {
                set_num_threads(threads);
                using var pairs = Pairs();
                using var model = ClipModel.Create(Config, 1);
                // Seven pairs a step: halves of four and of three.
                ContrastivePretraining.Train(model, pairs, Options with { Pairs = 140, BatchSize = 7, Lean = true });
                return [.. model.named_parameters().Select(p => p.parameter.bytes.ToArray())];
            }

            Assert.Equal(Weights(first), Weights(second));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void The_logits_begin_at_the_scale_asked_for()
    {
        using var pairs = Pairs();
        using var model = ClipModel.Create(Config, 1);
        ContrastivePretraining.Train(model, pairs, Options with { Pairs = Kinds, LearningRate = 1e-9, InitialScale = 30 });
        Assert.Equal(30, model.LogitScale.exp().item<float>(), 1e-3f);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5.0)]
    public void Unused_rows_of_the_embedding_end_as_dense_training_leaves_them(double? embeddingRate)
    {
        using var scope = NewDisposeScope();
        using var pairs = Pairs();
        using var compact = ClipModel.Create(Config, 1);
        using var dense = ClipModel.Create(Config, 1);
        var options = Options with { Pairs = 80, EmbeddingRate = embeddingRate };
        ContrastivePretraining.Train(compact, pairs, options);
        TrainDensely(dense, pairs, options);
        foreach (var (name, parameter) in dense.named_parameters())
            Assert.True((parameter - compact.get_parameter(name)!).abs().max().item<float>() < 2e-5f, name);
        using var fresh = ClipModel.Create(Config, 1);
        Assert.False(fresh.TokenEmbedding.get_parameter("weight")![100].Equals(compact.TokenEmbedding.get_parameter("weight")![100]));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        using var pairs = Pairs();
        using var one = ClipModel.Create(Config, 1);
        using var two = ClipModel.Create(Config, 1);
        var options = Options with { Pairs = 80 };
        Assert.Equal(ContrastivePretraining.Train(one, pairs, options).Losses, ContrastivePretraining.Train(two, pairs, options).Losses);
        Assert.All(one.named_parameters(), p => Assert.True(p.parameter.Equals(two.get_parameter(p.name)!), p.name));
    }

    [Fact]
    public void Cancelled_it_leaves_the_model_alone()
    {
        using var pairs = Pairs();
        using var model = ClipModel.Create(Config, 1);
        using var fresh = ClipModel.Create(Config, 1);
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => ContrastivePretraining.Train(model, pairs, Options, _ => cancellation.Cancel(), cancellation.Token));
        Assert.All(model.named_parameters(), p => Assert.True(p.parameter.Equals(fresh.get_parameter(p.name)!), p.name));
    }

    [Fact]
    public void Pairs_that_do_not_fit_together_are_refused_with_all_reasons()
    {
        using var images = zeros(2, 3, 4, 4);
        var message = Assert.Throws<ArgumentException>(() => new TrainingPairs(images, [0, 5], [[1]], [0, 1])).Message;
        Assert.Contains("not bytes", message);
        Assert.Contains("2 pairs have 1 captions", message);
    }

    [Fact]
    public void A_token_beyond_the_vocabulary_is_refused()
    {
        using var model = ClipModel.Create(Config, 1);
        using var pairs = new TrainingPairs(zeros(1, 3, 16, 16, ScalarType.Byte), [0], [[1, 500]], [0]);
        Assert.Contains("500", Assert.Throws<ArgumentException>(() => ContrastivePretraining.Train(model, pairs, Options with { BatchSize = 1 })).Message);
    }

    /// <summary>The same loop on the whole vocabulary, written the plain way.</summary>
    private static void TrainDensely(ClipModel model, TrainingPairs pairs, PretrainOptions options)
    {
        var random = new SeededRandom(options.Seed);
        var sampler = new BatchSampler(pairs.Groups, options.BatchSize, random);
        var augmentation = new Augmentation(options.Augmentation, random);
        var adam = options.Optimizer;
        TorchSharp.Modules.AdamW.ParamGroup Group(bool embeddings, bool matrices) => new(
            model.named_parameters().Where(p => p.name.Contains("embedding") == embeddings && p.parameter.dim() >= 2 == matrices).Select(p => p.parameter).ToList(),
            options.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon, matrices ? adam.WeightDecay : 0);
        using var optimizer = optim.AdamW([Group(false, true), Group(false, false), Group(true, true), Group(true, false)]);
        var schedule = new CosineSchedule(options.LearningRate, (int)Math.Round(options.WarmupFraction * options.Steps), options.Steps);
        for (var step = 0; step < options.Steps; step++)
        {
            using var scope = NewDisposeScope();
            foreach (var (i, group) in optimizer.ParamGroups.Index()) group.LearningRate = schedule.At(step) * (i >= 2 ? options.EmbeddingRate ?? 1 : 1);
            var batch = sampler.Next();
            var pixels = augmentation.Apply(stack(batch.Select(p => pairs.Images[pairs.ImageOf[p]])));
            var tokens = stack(batch.Select(p => tensor(pairs.Captions[p].Concat(new long[5]).Take(5).ToArray())));
            model.zero_grad();
            ContrastiveLoss.Of(model.EncodeImage(pixels), model.EncodeText(tokens), model.LogitScale).backward();
            nn.utils.clip_grad_norm_(model.parameters(), options.GradientClip);
            optimizer.step();
            ClipOptimizer.ClampLogitScale(model.LogitScale);
        }
    }

    [Fact]
    public void A_training_that_diverges_stops_at_the_first_loss_that_is_no_number()
    {
        using var pairs = Pairs();
        using var model = ClipModel.Create(Config, 1);
        var steps = 0;
        var thrown = Assert.Throws<NotFiniteNumberException>(() => ContrastivePretraining.Train(model, pairs, Options with { LearningRate = 1e38 }, report => steps = report.Step));
        Assert.Matches(@"^the training loss of step [2-5] of 80 .* is (NaN|infinite)$", thrown.Message);
        Assert.Equal(0, steps);
        // The model keeps what it had.
        Assert.All(model.named_parameters(), p => Assert.True(p.parameter.isfinite().all().item<bool>(), p.name));
    }
}
