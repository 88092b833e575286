using Slug.Models.Clip;
using Slug.Models.Devices;
using static TorchSharp.torch;

namespace Slug.Unlearning.Objectives;

/// <summary>
/// The two losses of METHOD section 1 on features of length one. Unlearning climbs the forget loss and watches the retain loss.
/// </summary>
/// <param name="Name">A short name for logs and metadata.</param>
/// <param name="Of">The loss of image features, text features <c>[batch, embed]</c> and the logit scale; a scalar.</param>
public sealed record Objective(string Name, Func<Tensor, Tensor, Tensor, Tensor> Of)
{
    /// <summary>The forget loss <c>mean(1 − cos(v_i, t_i))</c>. Its gradient is the direction in which a concept is forgotten.</summary>
    public static Objective Forget { get; } = new("1-cos", (images, texts, _) => OneMinusCosine(images, texts));

    /// <summary>The retain loss: CLIP's symmetric contrastive loss.</summary>
    public static Objective Retain { get; } = new("contrastive", ContrastiveLoss.Of);

    /// <summary>The loss of a batch under a model, with its graph for a backward pass.</summary>
    public Tensor Evaluate(ClipModel model, PairBatch batch)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var tokens = Accelerator.Send(TextTower.CutToLongest(batch.Tokens, model.Config.Text.EndOfText), model.LogitScale.device);
        return Evaluate(model, batch.Images, tokens, model.TextTower.Embed(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of a batch whose captions' stream before block 0 is given.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Normalised images <c>[batch, 3, height, width]</c>.</param>
    /// <param name="tokens">Caption ids <c>[batch, tokens]</c>, on the model's device.</param>
    /// <param name="stream">The text tower's stream before block 0, <c>[batch, tokens, width]</c>.</param>
    internal Tensor Evaluate(ClipModel model, Tensor images, Tensor tokens, Tensor stream)
    {
        using var scope = NewDisposeScope();
        var tower = model.TextTower;
        var texts = nn.functional.normalize(tower.Project(tower.RunBlocks(stream, 0, tower.BlockCount), tokens), dim: -1);
        return Of(model.EncodeImage(Accelerator.Send(images, model.LogitScale.device)), texts, model.LogitScale).MoveToOuterDisposeScope();
    }

    private static Tensor OneMinusCosine(Tensor images, Tensor texts)
    {
        using var scope = NewDisposeScope();
        return images.mul(texts).sum(-1).neg().add(1).mean().MoveToOuterDisposeScope();
    }
}
