using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Models.Classifiers;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Judging;

/// <summary>Vision transformers in timm's layout, one a domain.</summary>
internal sealed class ClassifierJudge : IPictureJudge
{
    private readonly Dictionary<string, (Vit Model, IReadOnlyList<string> Classes)> _classifiers = new(StringComparer.Ordinal);
    private readonly Device _device;

    /// <summary>Loads the classifiers.</summary>
    /// <param name="files">A checkpoint a domain.</param>
    /// <param name="classes">The classes of each; one class more than these is that of what is none of them.</param>
    /// <param name="device">Where they go.</param>
    /// <param name="type">In what numbers they compute.</param>
    /// <exception cref="InvalidDataException">A classifier has another number of classes.</exception>
    public ClassifierJudge(IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, IReadOnlyList<string>> classes, Device device, ScalarType type = ScalarType.Float32)
    {
        _device = device;
        try
        {
            foreach (var (domain, file) in files)
            {
                var model = Vit.Load(file, device: device, type: type);
                _classifiers[domain] = (model, classes[domain]);
                if (ClassifierChecks.Mismatch(file, model.Config.Classes, domain, classes[domain].Count) is { } wrong) throw new InvalidDataException(wrong);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The domains whose classifier has a class more than were named: that of what is none of them.</summary>
    public IEnumerable<string> WithOther => _classifiers.Where(c => c.Value.Model.Config.Classes > c.Value.Classes.Count).Select(c => c.Key).Order(StringComparer.Ordinal);

    public IReadOnlyList<string> Label(string domain, Tensor pictures, CancellationToken cancellation)
    {
        using var noGrad = no_grad();
        var (model, classes) = _classifiers[domain];
        var labels = new List<string>((int)pictures.shape[0]);
        foreach (var (start, count) in PictureJudge.Batches(pictures.shape[0]))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var input = ClassifierTraining.Input(RgbTensors.Shares(Sized(pictures.narrow(0, start, count), model.Config.ImageSize).to(_device)), model.Config.ImageSize);
            labels.AddRange(model.call(input).argmax(1).cpu().data<long>().ToArray().Select(c => c < classes.Count ? classes[(int)c] : PictureJudge.Other));
        }

        return labels;
    }

    /// <summary>Pictures at the classifier's size, made smaller as Pillow does, which is how the benchmark's were trained and are used.</summary>
    private static Tensor Sized(Tensor pictures, int size) => pictures.shape[2] == size && pictures.shape[3] == size
        ? pictures.alias()
        : RgbTensors.Of([.. Enumerable.Range(0, (int)pictures.shape[0]).Select(i => RgbTensors.Image(pictures, i).Resize(size, size))]);

    public void Dispose()
    {
        foreach (var (model, _) in _classifiers.Values) model.Dispose();
        _classifiers.Clear();
    }
}
