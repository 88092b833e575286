using Slug.Data.Images;
using Slug.Evaluation.Incremental;
using Slug.Evaluation.Similarity;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Data;
using Slug.Figures.Tables;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Measures;

/// <summary>Measures one model: what is left of concepts, what is kept of everything else, and whether the forget set can be told from what the model never saw (paper, section 4).</summary>
internal sealed class ModelMeasurement : IDisposable
{
    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer;
    private readonly EvaluationSets _sets;
    private readonly CancellationToken _cancellation;
    private readonly Tensor _features;
    private readonly ZeroShotClassifier _names;
    private readonly ZeroShotClassifier? _subcategories;
    private readonly IMembershipMeasure _membership;
    private readonly IReadOnlyList<Measure> _imageNet;

    /// <summary>Computes what all measures share.</summary>
    /// <param name="model">The model; not owned.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="sets">What it is measured on.</param>
    /// <param name="kept">Features of the original model; not owned.</param>
    /// <param name="streams">What models share with the original below the block that changed; not owned.</param>
    /// <param name="pictures">Remembers decoded pictures.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public ModelMeasurement(
        ClipModel model, ClipTokenizer tokenizer, EvaluationSets sets, FeatureCache kept, EvaluationStreams streams, PictureMemory pictures, CancellationToken cancellation)
    {
        (_model, _tokenizer, _sets, _cancellation) = (model, tokenizer, sets, cancellation);
        var features = new EvaluationFeatures(model, tokenizer, kept, streams, pictures, cancellation);
        _features = features.OfImages(sets.Test);
        _names = features.OfNames(sets);
        _subcategories = sets.HasSubcategories ? features.OfSubcategories(sets) : null;
        _membership = sets.Unseen is { } unseen
            ? new MembershipAgainstPairs(features, model.LogitScale, unseen)
            : new MembershipAgainstPictures(features, _names, _features, sets.Test.Labels);
        _imageNet = sets.ImageNet is { } imageNet ? ImageNetAccuracy(features, imageNet.Pictures, imageNet.Task) : [];
    }

    /// <summary>With how many unseen pairs the membership attack compares; null where it is with the test pictures.</summary>
    public int? UnseenPairs => _membership.UnseenPairs;

    /// <summary>The measures for one concept.</summary>
    /// <param name="concept">The concept's name, one of the classes.</param>
    /// <param name="forgotten">All concepts that this model was to forget.</param>
    /// <param name="forgetSet">Its forget set, for the membership attack.</param>
    /// <exception cref="InvalidDataException">No test picture shows the concept, or all do.</exception>
    public IReadOnlyList<Measure> Of(string concept, IReadOnlyList<string> forgotten, PairSet forgetSet)
    {
        using var scope = NewDisposeScope();
        var label = ClassOf(concept);
        var own = Enumerable.Range(0, _sets.Test.Labels.Count).Where(i => _sets.Test.Labels[i] == label).ToList();
        var others = _sets.Kept([.. forgotten.Select(ClassOf)]);
        if (own.Count == 0 || others.Count == 0)
            throw new InvalidDataException($"The test set has {own.Count} pictures of '{concept}' and {others.Count} of what is to be kept; it needs both.");
        var left = _names.Accuracy(Rows(own), Labels(own));
        var kept = _names.MeanAccuracy(Rows(others), Labels(others));
        var (distance, loss, samples) = _membership.Of(label, forgetSet);
        return
        [
            .. ClipMeasures.Forgotten(left), .. _imageNet, .. ClipMeasures.Kept(_sets.RetainedMeasure, kept), .. Subcategories(others),
            .. ClipMeasures.Membership(distance, loss, samples),
        ];
    }

    /// <summary>Cosine similarities of the first test picture of each concept (rows) and the first template filled with each (columns).</summary>
    public IReadOnlyList<IReadOnlyList<double>> Similarity(IReadOnlyList<string> concepts)
    {
        using var scope = NewDisposeScope();
        using var tokens = _tokenizer.Tokenize([.. concepts.Select(c => PromptTemplates.Fill(_sets.Templates[0], c))], _model.Config.Text.ContextLength);
        var captions = FeatureEncoding.EncodeCaptions(_model.TextTower, tokens, _features.device, _cancellation);
        var matrix = SimilarityMatrix.Of(Rows([.. concepts.Select(c => _sets.Test.FirstOf(ClassOf(c)))]), captions);
        return [.. Enumerable.Range(0, concepts.Count).Select(i => (IReadOnlyList<double>)[.. Enumerable.Range(0, concepts.Count).Select(j => matrix[i, j])])];
    }

    /// <summary>Disposes the features.</summary>
    public void Dispose()
    {
        _features.Dispose();
        _names.Dispose();
        _subcategories?.Dispose();
    }

    private static IReadOnlyList<Measure> ImageNetAccuracy(EvaluationFeatures features, EvaluationSet pictures, ImageNetTask task)
    {
        using var scope = NewDisposeScope();
        using var classifier = features.OfImageNetClasses(task);
        using var images = features.OfImageNet(pictures);
        return ClipMeasures.Kept("TA_IN", classifier.Accuracy(images, pictures.Labels));
    }

    private IReadOnlyList<Measure> Subcategories(IReadOnlyList<int> others) => _subcategories is null
        ? []
        : [ClipMeasures.KeptTop1("subcategories", _subcategories.Accuracy(Rows(others), [.. Labels(others).Select(l => _sets.Classes.SubcategoryOfName[l])]))];

    private int ClassOf(string concept) => _sets.Classes.IndexOf(concept);

    private Tensor Rows(IReadOnlyList<int> rows)
    {
        using var indices = tensor(rows.Select(i => (long)i).ToArray(), device: _features.device);
        return _features.index_select(0, indices);
    }

    private IReadOnlyList<int> Labels(IReadOnlyList<int> rows) => [.. rows.Select(i => _sets.Test.Labels[i])];
}
