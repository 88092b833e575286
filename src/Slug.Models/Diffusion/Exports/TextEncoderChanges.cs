using System.Text.RegularExpressions;
using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Exports;

/// <summary>Changes of a text encoder, laid over the tensors of its file: by Hugging Face's names, or by open_clip's, where queries, keys and values are one matrix.</summary>
internal sealed partial class TextEncoderChanges
{
    private static readonly string[] Stacked = ["q_proj", "k_proj", "v_proj"];

    private static readonly (string HuggingFace, string OpenClip)[] Parts =
        [("self_attn.out_proj", "attn.out_proj"), ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj")];

    private readonly ILookup<string, (Tensor Change, int? Part)> _changes;

    /// <summary>Prepares changes for a file.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="entries">The file's tensors.</param>
    /// <exception cref="ArgumentException">The file has no such tensor, or of another shape.</exception>
    public TextEncoderChanges(IReadOnlyCollection<WeightChange> changes, IReadOnlyList<CheckpointEntry> entries)
    {
        var shapes = entries.ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
        var problems = new List<string>();
        var placed = new List<(string Name, Tensor Change, int? Part)>();
        foreach (var change in changes)
        {
            var (name, part) = shapes.ContainsKey(change.Name) ? (change.Name, null) : OpenClip(change.Name);
            if (!shapes.TryGetValue(name, out var shape)) problems.Add($"The text encoder has no tensor '{change.Name}'.");
            else if (!change.Change.shape.SequenceEqual(part is null ? shape : [shape[0] / Stacked.Length, .. shape.Skip(1)])) problems.Add($"'{change.Name}' [{string.Join(", ", shape)}] cannot change by [{string.Join(", ", change.Change.shape)}].");
            else placed.Add((name, change.Change, part));
        }

        if (problems.Count > 0) throw new ArgumentException(string.Join(" ", problems), nameof(changes));
        _changes = placed.ToLookup(p => p.Name, p => (p.Change, p.Part), StringComparer.Ordinal);
    }

    /// <summary>A tensor of the file with its changes, in its own type: the sum is made in float32.</summary>
    public Tensor Apply(string name, Tensor original)
    {
        if (!_changes.Contains(name)) return original;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sum = original.to_type(ScalarType.Float32).clone();
        foreach (var (change, part) in _changes[name])
        {
            var rows = change.shape[0];
            var target = part is { } index ? sum.narrow(0, index * rows, rows) : sum;
            target.add_(change.cpu().to_type(ScalarType.Float32));
        }

        return sum.to_type(original.dtype).MoveToOuterDisposeScope();
    }

    private static (string Name, int? Part) OpenClip(string name)
    {
        if (Block().Match(name) is not { Success: true } match) return (name, null);
        var (prefix, module, kind) = ($"transformer.resblocks.{match.Groups[1].Value}.", match.Groups[2].Value, match.Groups[3].Value);
        var stacked = Array.FindIndex(Stacked, projection => module == "self_attn." + projection);
        if (stacked >= 0) return ($"{prefix}attn.in_proj_{kind}", stacked);
        return (Parts.Where(p => p.HuggingFace == module).Select(p => $"{prefix}{p.OpenClip}.{kind}").FirstOrDefault() ?? name, null);
    }

    [GeneratedRegex(@"^text_model\.encoder\.layers\.(\d+)\.(.+)\.(weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
