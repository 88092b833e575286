using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests;

/// <summary>A model of a few named layers with a few weights each, so that norms and steps can be worked out by hand.</summary>
internal sealed class FewWeights : nn.Module
{
    private readonly List<LayerParameter> _layers = [];

    public FewWeights(params (string Name, float[] Values)[] layers)
        : base("few")
    {
        foreach (var (i, (name, values)) in layers.Index())
        {
            register_parameter($"p{i}", nn.Parameter(tensor(values)));
            _layers.Add(new LayerParameter(this, $"p{i}", name, LayerView.Whole, huggingFace: false));
        }
    }

    public LayerSet Layers => new(_layers);

    public float[] this[string name] => Layers[name].Value.data<float>().ToArray();

    /// <summary>A direction for layers.</summary>
    public static GradientSet Along(params (string Name, float[] Values)[] layers) =>
        GradientSet.Of("test", layers.Select(l => KeyValuePair.Create(l.Name, tensor(l.Values))).ToList());
}
