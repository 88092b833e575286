using System.Security.Cryptography;
using System.Text;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>
/// Where a model's pictures are gathered while they are generated: a folder beside the store, named by what the pictures depend on. A kill loses the batch in
/// flight; the next run generates what is not there. The folder goes when the step's result is recorded.
/// </summary>
internal sealed class PictureFolder
{
    private readonly string _folder;

    /// <summary>Opens, or makes, the folder of a model's pictures.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="model">What the pictures depend on.</param>
    public PictureFolder(Experiment experiment, string model)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        _folder = Path.Combine(experiment.Downloads, $"pictures-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))[..16]}");
        Directory.CreateDirectory(_folder);
    }

    /// <summary>The pictures that are not there yet.</summary>
    public IReadOnlyList<PicturePrompt> Missing(IReadOnlyList<PicturePrompt> prompts) => [.. prompts.Where(p => !File.Exists(Path.Combine(_folder, p.FileName)))];

    /// <summary>Keeps the pictures of a batch, each whole or not at all.</summary>
    public void Save(IReadOnlyList<PicturePrompt> prompts, Tensor pictures)
    {
        for (var i = 0; i < prompts.Count; i++)
        {
            var path = Path.Combine(_folder, prompts[i].FileName);
            var part = $"{path}.{Environment.ProcessId}.part";
            File.WriteAllBytes(part, RgbTensors.Image(pictures, i).ToPng());
            File.Move(part, path, overwrite: true);
        }
    }

    /// <summary>Puts all pictures into the step's output; the folder is removed when that is recorded.</summary>
    public void MoveTo(string output, IReadOnlyList<PicturePrompt> prompts, IStepContext context)
    {
        foreach (var prompt in prompts) File.Copy(Path.Combine(_folder, prompt.FileName), Path.Combine(output, prompt.FileName));
        context.WhenRecorded(() => Directory.Delete(_folder, recursive: true));
    }
}
