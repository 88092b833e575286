using Slug.Data.Images;
using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Data;
using Slug.Models.Clip;
using Slug.Models.Numbers;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Measures;

/// <summary>
/// The features of a model that all measures are made of: pictures through the vision tower, class embeddings through the text tower. Those
/// that a tower with the same weights made before are taken from a <see cref="FeatureCache"/>; for these no picture is even decoded.
/// </summary>
internal sealed class EvaluationFeatures
{
    // Names of features.
    private const string PairImages = "pairs.images", PairCaptions = "pairs.captions";
    private const string Images = "images", Names = "names", Subcategories = "subcategories", ImageNetImages = "imagenet.images", ImageNetNames = "imagenet.names";

    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer;
    private readonly FeatureCache? _kept;
    private readonly string? _vision;
    private readonly string? _text;
    private readonly EvaluationStreams? _streams;
    private readonly PictureMemory? _pictures;
    private readonly CancellationToken _cancellation;

    /// <summary>Features of a model.</summary>
    /// <param name="model">The model; not owned.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="kept">Features of the original model; not owned. Null computes all.</param>
    /// <param name="streams">What models share with the original below the block that changed; not owned. Null shares whole towers alone.</param>
    /// <param name="pictures">Remembers decoded pictures; null decodes them all.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public EvaluationFeatures(
        ClipModel model, ClipTokenizer tokenizer, FeatureCache? kept, EvaluationStreams? streams, PictureMemory? pictures, CancellationToken cancellation)
    {
        (_model, _tokenizer, _kept, _streams, _pictures, _cancellation) = (model, tokenizer, kept, streams, pictures, cancellation);
        if (kept is not null) (_vision, _text) = (TowerDigest.OfVision(model), TowerDigest.OfText(model));
    }

    /// <summary>Computes all features of the sets and keeps them for models that differ in one tower.</summary>
    public void Save(string path, EvaluationSets sets)
    {
        using var scope = NewDisposeScope();
        var features = new Dictionary<string, Tensor> { [Images] = OfImages(sets.Test), [Names] = OfNames(sets).Weights };
        if (sets.HasSubcategories) features[Subcategories] = OfSubcategories(sets).Weights;
        if (sets.ImageNet is { } imageNet)
        {
            features[ImageNetImages] = OfImageNet(imageNet.Pictures);
            features[ImageNetNames] = OfImageNetClasses(imageNet.Task).Weights;
        }

        FeatureCache.Save(path, _model, features);
    }

    /// <summary>Computes the features of image-text pairs and keeps them for models that differ in one tower.</summary>
    public void SavePairs(string path, string tar)
    {
        using var scope = NewDisposeScope();
        FeatureCache.Save(path, _model, new Dictionary<string, Tensor> { [PairImages] = PairsOf(tar).EncodeImages(), [PairCaptions] = PairsOf(tar).EncodeCaptions() });
    }

    /// <summary>
    /// Image-text pairs, <c>[pairs, embed]</c> each: of a tower that is the original's from what was kept of these pairs, and then neither images nor
    /// captions are read for it.
    /// </summary>
    public (Tensor Images, Tensor Captions) OfPairs(PairSet pairs)
    {
        using var scope = NewDisposeScope();
        using var kept = _kept is null ? null : FeatureCache.Load(pairs.Features, _model.LogitScale.device);
        var images = Kept(kept, PairImages, _vision, PairsOf(pairs.Tar).EncodeImages).MoveToOuterDisposeScope();
        return (images, Kept(kept, PairCaptions, _text, PairsOf(pairs.Tar).EncodeCaptions).MoveToOuterDisposeScope());
    }

    /// <summary>The test pictures, <c>[pictures, embed]</c>.</summary>
    public Tensor OfImages(EvaluationSet test) => Encoded(Images, test);

    /// <summary>The classifier over all names.</summary>
    public ZeroShotClassifier OfNames(EvaluationSets sets) => Classifier(Names, sets.Classes.Names, sets.Templates);

    /// <summary>The classifier over the subcategories.</summary>
    public ZeroShotClassifier OfSubcategories(EvaluationSets sets) => Classifier(Subcategories, sets.Classes.Subcategories, sets.Templates);

    /// <summary>ImageNet's pictures, <c>[pictures, embed]</c>.</summary>
    public Tensor OfImageNet(EvaluationSet pictures) => Encoded(ImageNetImages, pictures);

    /// <summary>The classifier over ImageNet's classes.</summary>
    public ZeroShotClassifier OfImageNetClasses(ImageNetTask task) => Classifier(ImageNetNames, task.Classes, task.Templates);

    private Tensor Encoded(string name, EvaluationSet set) => Kept(_kept, name, _vision, () =>
    {
        using var pictures = set.Load(_model.Config.Vision.ImageSize, _pictures, _cancellation);
        return _streams is not null && _kept is not null
            ? _streams.EncodeImages(_model, _kept, set.Path, pictures.Images, _cancellation)
            : FeatureEncoding.Encode(_model.Visual, pictures.Images, _model.LogitScale.device, cancellation: _cancellation);
    });

    private ZeroShotClassifier Classifier(string name, IReadOnlyList<string> classes, IReadOnlyList<string> templates) =>
        ZeroShotClassifier.Of(classes, Kept(_kept, name, _text, () =>
        {
            using var prompts = ClassPrompts.Create(_tokenizer, classes, templates, _model.Config.Text.ContextLength, _model.LogitScale.device);
            // Class lists and templates are short: written out, they name the prompts by their content.
            if (_streams is not null && _kept is not null)
                return _streams.EncodeClasses(_model, _kept, string.Join('\n', [.. classes, .. templates]), prompts, _cancellation);
            using var classifier = ZeroShotClassifier.Build(_model, prompts, _cancellation);
            return classifier.Weights.alias();
        }));

    private PairEncoding PairsOf(string tar) => new(_model, _tokenizer, tar, _pictures, _cancellation);

    private static Tensor Kept(FeatureCache? kept, string name, string? digest, Func<Tensor> compute)
    {
        var features = kept is null ? compute() : kept.Get(name, digest!, compute);
        FiniteNumbers.Require(features, $"features '{name}'");
        return features;
    }
}
