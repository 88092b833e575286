using System.Globalization;
using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>Compares a vision transformer in timm's layout: the stream before and after blocks, features, logits and classes of <c>pixel_values</c>.</summary>
public sealed class VitParity : IReferenceKind
{
    /// <inheritdoc/>
    public string Description => "a vision transformer in timm's layout";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } = ["inputs.safetensors", "outputs.safetensors", "weights.safetensors"];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder) => folder.Config is { } config && config.ContainsKey("img_size") && config.ContainsKey("embed_dim");

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var vit = Vit.Load(folder.File("weights.safetensors"), VitConfig.Read(ModelConfigJson.Open(folder.File(ReferenceFolder.ConfigFile))), device, ScalarType.Float32);
        var (inputs, outputs) = (folder.Load("inputs.safetensors"), folder.Load("outputs.safetensors"));
        var pictures = inputs["pixel_values"].to(device);
        using var states = new HiddenStates(vit, outputs.Keys.Select(Block).OfType<string>());
        var logits = vit.call(pictures);
        var features = vit.Features(pictures);
        var rows = new List<ParityRow>();
        foreach (var (name, expected) in outputs)
        {
            if (name == "argmax") rows.Add(Classes(expected, logits.argmax(-1)));
            else if ((Block(name) is { } block ? states[block] : Output(name)) is { } actual) rows.Add(Comparison.Of(name, expected, actual, Comparison.Gradients));
        }

        return rows;

        Tensor? Output(string name) => name switch
        {
            "embedded" => vit.Embed(pictures),
            "features" => features,
            "pre_logits" => features.select(1, 0),
            "logits" => logits,
            _ => null,
        };
    }

    private static ParityRow Classes(Tensor expected, Tensor actual)
    {
        var different = expected.cpu().ne(actual.cpu()).sum().item<long>();
        return new ParityRow($"classes of {expected.numel()} pictures", different, different, 0);
    }

    // block0 is what blocks.0 puts out.
    private static string? Block(string name) =>
        name.StartsWith("block", StringComparison.Ordinal) && int.TryParse(name.AsSpan("block".Length), CultureInfo.InvariantCulture, out var block) ? $"blocks.{block}" : null;
}
