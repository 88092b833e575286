using Slug.Models.Clip;
using Slug.Models.Parity;
using Slug.Unlearning.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Unlearning.Parity;

/// <summary>A reference folder with its model loaded.</summary>
internal sealed class ClipReference : IDisposable
{
    private readonly Dictionary<string, Tensor> _batches;

    public ClipReference(ReferenceFolder folder, Device device)
    {
        Folder = folder;
        Device = device;
        Model = LoadModel();
        _batches = Load("batches.safetensors");
    }

    public ReferenceFolder Folder { get; }

    public Device Device { get; }

    public ClipModel Model { get; }

    /// <summary>The model with its original weights.</summary>
    public ClipModel LoadModel() =>
        ClipModel.Load(ClipConfig.Load(Folder.File(ReferenceFolder.ConfigFile)), Folder.File("weights.safetensors")).to(Device);

    /// <summary>The stored batches of a set, in their order; each is a copy that its user disposes.</summary>
    public IEnumerable<PairBatch> Batches(string set)
    {
        for (var i = 0; _batches.ContainsKey($"{set}.{i}.image"); i++)
            yield return new PairBatch(_batches[$"{set}.{i}.image"].clone(), _batches[$"{set}.{i}.tokens"].clone());
    }

    public bool Has(string file) => Folder.Has(file);

    public Dictionary<string, Tensor> Load(string file) => Folder.Load(file);

    public void Dispose()
    {
        Model.Dispose();
        foreach (var tensor in _batches.Values) tensor.Dispose();
    }
}
