using Slug.Evaluation.Answers;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Models.Layers;
using Slug.Models.Vlm;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Experiments.Vlm.Stages;

/// <summary>
/// Lets a search look at answers: what share of the target's pictures is still named, and what share of others' (paper, section 4). Of the vision tower what lies
/// before the block that changes is computed once a tensor.
/// </summary>
internal sealed class AnswerProbe : IUnlearningProbe, IDisposable
{
    private readonly VisualAssistant _assistant;
    private readonly LayerSet _layers;
    private readonly AnswerOptions _answers;
    private readonly CancellationToken _cancellation;
    private readonly (AskedPictures Pictures, NameMatch[] Names) _target, _others;
    private Tensor? _targetStream, _othersStream;
    private readonly double _left;
    private int _from;

    /// <summary>Makes a probe.</summary>
    /// <param name="assistant">The model with its original weights.</param>
    /// <param name="layers">The layers of its vision tower.</param>
    /// <param name="target">Pictures of the target; not owned.</param>
    /// <param name="others">Pictures of others; not owned.</param>
    /// <param name="answers">What is asked.</param>
    /// <param name="left">The share of the target's pictures that may still be named for it to count as gone.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    public AnswerProbe(VisualAssistant assistant, LayerSet layers, AskedPictures target, AskedPictures others, AnswerOptions answers, double left, CancellationToken cancellation)
    {
        (_assistant, _layers, _answers, _left, _cancellation) = (assistant, layers, answers, left, cancellation);
        (_target, _others) = (With(target), With(others));
    }

    public void Focus(IReadOnlyList<string> layers)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // What lies before the blocks changes all: then the pictures themselves are kept.
        var depth = layers.Min(name => _layers[name].Depth);
        Forget();
        _from = depth;
        if (depth < 0) return;
        (_targetStream, _othersStream) = (Stream(_target.Pictures, depth), Stream(_others.Pictures, depth));
    }

    public ForgetAccuracy MeasureForget()
    {
        var named = ShareNamed();
        // An answer has no five first places.
        return new ForgetAccuracy(named, named) { Allowed = _left };
    }

    /// <summary>The share of the target's pictures that is still named, whatever may be left.</summary>
    public double ShareNamed() => Share(_target, _targetStream);

    public double MeasureRetained() => Share(_others, _othersStream);

    public void Dispose() => Forget();

    private (AskedPictures Pictures, NameMatch[] Names) With(AskedPictures pictures) => (pictures, [.. pictures.Names.Select(name => new NameMatch(name, _answers.AnyPart))]);

    private Tensor Stream(AskedPictures pictures, int depth)
    {
        var tower = _assistant.Model.Vision;
        return tower.RunBlocks(tower.Embed(pictures.Images.to(_assistant.Model.Decoder.Device)), 0, depth).DetachFromDisposeScope();
    }

    private double Share((AskedPictures Pictures, NameMatch[] Names) asked, Tensor? stream)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var model = _assistant.Model;
        var vectors = stream is not null ? model.Encode(stream, _from) : model.Encode(asked.Pictures.Images.to(model.Decoder.Device));
        var questions = Enumerable.Range(0, asked.Names.Length).Select(picture => new VisualQuestion(_answers.Question, picture)).ToList();
        return _assistant.Answer(vectors, questions, _answers.ToGeneration(), _cancellation).Zip(asked.Names).Average(a => a.Second.Names(a.First) ? 1.0 : 0.0);
    }

    private void Forget()
    {
        _targetStream?.Dispose();
        _othersStream?.Dispose();
        (_targetStream, _othersStream) = (null, null);
    }
}
