using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>
/// The reference: every name and every image through the whole model at every measurement, captions padded to the context. What the search's
/// own probe may save, but not change.
/// </summary>
internal sealed class PlainProbe(ClipModel model, Tensor paddedPrompts, ClassPrompts prompts, LabelledImages images, int concept) : IUnlearningProbe
{
    private (TopKAccuracy Forget, TopKAccuracy Retained) _last;

    public void Focus(IReadOnlyList<string> layers)
    {
    }

    public ForgetAccuracy MeasureForget()
    {
        _last = Measure();
        return new ForgetAccuracy(_last.Forget.Top1, _last.Forget.Top5);
    }

    /// <summary>Of the weights of the last <see cref="MeasureForget"/>, as a full trace asks for it.</summary>
    public double MeasureRetained() => _last.Retained.Top1;

    private (TopKAccuracy Forget, TopKAccuracy Retained) Measure()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var weights = prompts.Average(model.EncodeText(paddedPrompts));
        var logits = model.EncodeImage(images.Images).matmul(weights.t());
        return (Part(own: true), Part(own: false));

        TopKAccuracy Part(bool own)
        {
            var rows = images.Where(label => label == concept == own);
            return TopKAccuracy.Of(logits.index_select(0, tensor(rows.Select(i => (long)i).ToArray())), [.. rows.Select(i => images.Labels[i])]);
        }
    }
}
