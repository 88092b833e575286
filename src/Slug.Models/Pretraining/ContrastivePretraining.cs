using Slug.Basics;
using Slug.Models.Clip;
using Slug.Models.Numbers;
using Slug.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Pretraining;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The mean loss since the last report.</param>
/// <param name="LearningRate">The last step's learning rate.</param>
public sealed record PretrainProgress(int Step, int Steps, double Loss, double LearningRate);

/// <summary>What a training did.</summary>
/// <param name="Losses">The loss of every step, before its update.</param>
public sealed record PretrainResult(IReadOnlyList<float> Losses);

/// <summary>Trains a small CLIP from scratch on pairs in memory, with the symmetric contrastive loss.</summary>
public static class ContrastivePretraining
{
    /// <summary>Steps between two reports of progress.</summary>
    public const int ReportEvery = 25;

    /// <summary>
    /// Trains <paramref name="model"/>. Its weights change when the training is through; cancelled or failed, it keeps the old ones. The same
    /// model, pairs and options give the same weights on the same machine.
    /// </summary>
    /// <param name="model">The model, on the device to train on.</param>
    /// <param name="pairs">The training set.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Called every <see cref="ReportEvery"/> steps and after the last.</param>
    /// <param name="cancellation">Stops the training between two steps.</param>
    /// <exception cref="NotFiniteNumberException">A loss or a weight became infinite or NaN.</exception>
    public static PretrainResult Train(
        ClipModel model, TrainingPairs pairs, PretrainOptions options, Action<PretrainProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        var random = new SeededRandom(options.Seed);
        var sampler = new BatchSampler(pairs.Groups, options.BatchSize, random);
        var augmentation = new Augmentation(options.Augmentation, random);
        var vocabulary = new CompactVocabulary(pairs.Captions);
        var schedule = new CosineSchedule(options.LearningRate, (int)Math.Round(options.WarmupFraction * options.Steps), options.Steps);
        var device = model.LogitScale.device;
        using var compact = vocabulary.Shrink(model).to(device);
        using var images = pairs.Images.to(device, copy: true);
        if (options.InitialScale is { } scale) SetScale(compact, scale);
        var embeddingRate = options.EmbeddingRate ?? 1;
        using var optimizer = new FlatAdamW(compact.named_parameters(), options.Optimizer, name => name.Contains("embedding", StringComparison.Ordinal) ? embeddingRate : 1);
        using var halves = options.Lean == true ? new HalfBatches(compact, optimizer) : null;
        var losses = new List<float>(options.Steps);
        var decay = 1.0;
        for (var step = 0; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var learningRate = schedule.At(step);
            var batch = sampler.Next();
            var pixels = augmentation.Apply(images.index_select(0, tensor(batch.Select(p => (long)pairs.ImageOf[p]).ToArray(), device: device)));
            var captions = batch.Select(p => pairs.Captions[p]).ToList();
            var texts = batch.Select(p => pairs.Captions[p]).ToList();
            Tensor loss;
            if (halves is not null)
            {
                loss = halves.Backward(pixels, texts, vocabulary);
            }
            else
            {
                loss = ContrastiveLoss.Of(compact.EncodeImage(pixels), compact.EncodeText(vocabulary.Rows(texts, device)), compact.LogitScale);
                optimizer.Backward(loss);
            }

            optimizer.ClipGradients(options.GradientClip);
            optimizer.Step(learningRate);
            ClipOptimizer.ClampLogitScale(compact.LogitScale);

            decay *= 1 - (learningRate * embeddingRate * options.Optimizer.WeightDecay);
            losses.Add(loss.item<float>());
            FiniteNumbers.Require(losses[step], $"the training loss of step {step + 1} of {options.Steps} (a smaller pretrain.learningRate may help)");
            Report(progress, step, options.Steps, losses, learningRate);
        }

        // The last step's update has no loss behind it that would tell.
        foreach (var (name, parameter) in compact.named_parameters()) FiniteNumbers.Require(parameter, $"'{name}' after {options.Steps} steps of training");
        vocabulary.WriteBack(compact, model, decay);
        return new PretrainResult(losses);
    }

    private static void SetScale(ClipModel model, double scale)
    {
        using var noGrad = no_grad();
        model.LogitScale.fill_(Math.Log(scale));
    }

    private static void Report(Action<PretrainProgress>? progress, int step, int steps, List<float> losses, double learningRate)
    {
        var sinceLast = (step % ReportEvery) + 1;
        if (sinceLast != ReportEvery && step + 1 != steps) return;
        progress?.Invoke(new PretrainProgress(step + 1, steps, losses.TakeLast(sinceLast).Average(), learningRate));
    }
}
