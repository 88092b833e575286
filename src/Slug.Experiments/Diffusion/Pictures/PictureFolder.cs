using System.Security.Cryptography;
using System.Text;
using Slug.Evaluation.Generations;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>
/// Where a model's pictures are gathered while they are generated: a set beside the store, named by what the pictures depend on. A kill loses the batch in
/// flight; the next run generates what is not there, and what is not as it was written. The set goes when the step's result is recorded. Until then it is the step's alone, for
/// processes with caches of their own meet here.
/// </summary>
internal sealed class PictureFolder
{
    private readonly string _root;
    private readonly AnswerSet _set;

    /// <summary>Opens, or begins, the set of a model's pictures, once no other process draws into it.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="model">What the pictures depend on.</param>
    /// <param name="context">The step that draws.</param>
    public PictureFolder(Experiment experiment, string model, IStepContext context)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(context);
        _root = Path.Combine(experiment.Downloads, $"pictures-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))[..16]}");
        context.Lock(_root);
        _set = new AnswerSet(_root, "pictures", model);
    }

    /// <summary>The pictures that are not there yet, or not as they were written.</summary>
    public IReadOnlyList<PicturePrompt> Missing(IReadOnlyList<PicturePrompt> prompts)
    {
        var missing = _set.State(prompts.Select(p => p.ToWanted())).ToDo.Select(w => w.FileName).ToHashSet(StringComparer.Ordinal);
        return [.. prompts.Where(p => missing.Contains(p.FileName))];
    }

    /// <summary>Keeps the pictures of a batch, each whole or not at all.</summary>
    public void Save(IReadOnlyList<PicturePrompt> prompts, Tensor pictures)
    {
        for (var i = 0; i < prompts.Count; i++)
        {
            var image = RgbTensors.Image(pictures, i);
            _set.Add(prompts[i].ToWanted(), prompts[i].IsAnswer ? image.ToJpeg() : image.ToPng());
        }
    }

    /// <summary>Puts all pictures and their manifest into the step's outputs; the set is removed when they are recorded.</summary>
    public void CopyTo(string folder, string manifest, IReadOnlyList<PicturePrompt> prompts, IStepContext context)
    {
        _set.CopyTo([.. prompts.Select(p => p.ToWanted())], folder, manifest);
        context.WhenRecorded(() => Directory.Delete(_root, recursive: true));
    }
}
