using System.Text.Json;
using Slug.Models.Layers;
using Slug.Models.Parity;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Parity;

/// <summary>
/// Compares this machine's numbers with those of a reference implementation: features, losses, gradients, importance, alignment and Pareto
/// fronts of a model in open_clip's layout, of any size. The folder is laid out like this project's <c>clip-tiny</c>: <c>config.json</c>,
/// <c>weights</c>, <c>batches</c>, <c>outputs</c>, <c>forget_grads</c>, <c>retain_grads</c> (safetensors) and <c>layers.json</c>; the comparison
/// methods' files, where they are there.
/// </summary>
public sealed class ClipParity : IReferenceKind
{
    /// <inheritdoc/>
    public string Description => "CLIP in open_clip's layout (config.json with embed_dim, weights.safetensors, outputs.safetensors and others)";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } =
        ["weights.safetensors", "batches.safetensors", "outputs.safetensors", "forget_grads.safetensors", "retain_grads.safetensors", "layers.json"];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Config is { } config && config.ContainsKey("embed_dim") && (config.ContainsKey("vision") || config.ContainsKey("vision_cfg"));
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var scope = NewDisposeScope();
        using var reference = new ClipReference(folder, device);
        var rows = new List<ParityRow>();
        rows.AddRange(Outputs(reference));
        using var forget = GradientComputation.Compute(reference.Model, reference.Batches("forget"), Objective.Forget);
        using var retain = GradientComputation.Compute(reference.Model, reference.Batches("retain"), Objective.Retain);
        rows.AddRange(Gradients(reference, "forget", forget));
        rows.AddRange(Gradients(reference, "retain", retain));
        rows.AddRange(Layers(reference, LayerTable.Score(reference.Model.Layers, forget, retain)));
        rows.AddRange(MethodParity.Run(reference, forget));
        return rows;
    }

    private static IEnumerable<ParityRow> Outputs(ClipReference reference)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = new List<ParityRow>();
        var outputs = reference.Load("outputs.safetensors");
        using (var first = reference.Batches("forget").First())
        {
            rows.Add(Comparison.Of("image features", outputs["image_features"], reference.Model.EncodeImage(first.Images.to(reference.Device)), Comparison.Values));
            rows.Add(Comparison.Of("text features", outputs["text_features"], reference.Model.EncodeText(first.Tokens.to(reference.Device)), Comparison.Values));
        }

        rows.Add(Losses("forget loss", "forget_cosine_loss", "forget", Objective.Forget));
        rows.Add(Losses("forget contrastive loss", "forget_contrastive_loss", "forget", Objective.Retain));
        rows.Add(Losses("retain loss", "retain_contrastive_loss", "retain", Objective.Retain));
        return rows;

        ParityRow Losses(string quantity, string name, string set, Objective objective)
        {
            var losses = reference.Batches(set).Select(b => (double)objective.Evaluate(reference.Model, b).item<float>()).ToList();
            var expected = outputs[name].data<float>().Select(l => (double)l).ToList();
            // The reference's cosine loss is stored with the sign that it descends on.
            if (expected.All(l => l < 0)) expected = [.. expected.Select(l => -l)];
            return Comparison.Of(quantity, expected, losses, Comparison.Values);
        }
    }

    private static IEnumerable<ParityRow> Gradients(ClipReference reference, string set, GradientSet gradients)
    {
        using var scope = NewDisposeScope();
        var expected = reference.Load($"{set}_grads.safetensors");
        // The reference stores the forget gradient of −(1 − cos).
        if (set == "forget")
        {
            foreach (var name in expected.Keys.ToList()) expected[name] = expected[name].neg();
        }

        var names = Comparison.OfNames($"{set} gradient: names", expected.Keys, gradients.Names);
        var rows = expected.Keys.Where(n => gradients.Names.Contains(n)).Order(StringComparer.Ordinal)
            .Select(n => Comparison.Of($"{set} gradient of {n}", expected[n], gradients[n], Comparison.Gradients)).ToList();
        return Comparison.Summarise($"{set} gradient", rows).Prepend(names).Where(r => r != names || !names.Passed);
    }

    private static IEnumerable<ParityRow> Layers(ClipReference reference, LayerTable table)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(reference.Folder.File("layers.json")));
        var rows = new List<ParityRow>();
        foreach (var (tower, key) in new[] { (Tower.Vision, "vision"), (Tower.Language, "language") })
        {
            var expected = document.RootElement.GetProperty(key);
            var layers = expected.GetProperty("layers").EnumerateArray().ToDictionary(l => l.GetProperty("name").GetString()!, l => l);
            var actual = table.Of(tower);
            rows.Add(Comparison.OfNames($"{key} candidate layers", layers.Keys, actual.Select(l => l.Name)));
            if (!rows[^1].Passed) continue;
            // Importance spans decades: each layer is compared with its own reference. Alignment is a cosine, and an error of one is of the order of 1.
            rows.Add(Comparison.Of($"{key} importance", [.. actual.Select(_ => 1.0)], [.. actual.Select(l => l.Importance / layers[l.Name].GetProperty("importance").GetDouble())], Comparison.Gradients));
            rows.Add(Comparison.Of($"{key} alignment", [.. actual.Select(l => layers[l.Name].GetProperty("alignment").GetDouble())], [.. actual.Select(l => l.Alignment)], Comparison.Gradients));
            rows.Add(Comparison.OfNames($"{key} Pareto front", expected.GetProperty("pareto").EnumerateArray().Select(n => n.GetString()!), table.Front(tower).Select(l => l.Name)));
        }

        return rows;
    }
}
