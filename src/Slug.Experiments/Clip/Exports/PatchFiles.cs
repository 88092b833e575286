using System.Globalization;
using Slug.Experiments.Clip.Configuration;
using Slug.Models.Checkpoints.Patches;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip.Exports;

/// <summary>A file or folder that an Export step writes of a change.</summary>
/// <param name="Form">Its form.</param>
/// <param name="Rank">The rank, of LoRA that is to be small; null loses nothing.</param>
internal readonly record struct PatchFile(PatchForm Form, int? Rank)
{
    /// <summary>Its output's name: <c>kohya-rank8</c>.</summary>
    public string Name => Form.ToString().ToLowerInvariant() + (Rank is { } rank ? $"-rank{rank.ToString(CultureInfo.InvariantCulture)}" : "");

    /// <summary>Whether it is a folder, because its readers look for files of certain names in one.</summary>
    public bool IsFolder => Form is PatchForm.Lora or PatchForm.Peft;
}

/// <summary>Writes the change of a CLIP in the forms of other programs: what the Export stages of the families have in common.</summary>
internal static class PatchFiles
{
    /// <summary>The files of the forms that a config asks for: of LoRA the lossless one, and one of each rank.</summary>
    public static IReadOnlyList<PatchFile> Of(IEnumerable<PatchForm> forms, IReadOnlyList<int> ranks) =>
        [.. forms.Distinct().Order().SelectMany(form => (form == PatchForm.Diff ? [] : ranks.Distinct().Order().Select(rank => (int?)rank)).Prepend(null).Select(rank => new PatchFile(form, rank)))];

    /// <summary>The outputs of a step that writes them; what could not be written is empty and not shown.</summary>
    /// <param name="files">The files.</param>
    /// <param name="name">Of what: the name that they get in <c>exports/</c>.</param>
    public static IEnumerable<OutputSpec> Outputs(IEnumerable<PatchFile> files, string name) => files.Select(file => file.IsFolder
        ? new OutputSpec(file.Name, ArtifactKind.Folder) { PublishAs = $"exports/{name}-{file.Name}", PublishWhen = IsThere(file.Name) }
        : new OutputSpec(file.Name) { PublishAs = $"exports/{name}.{file.Name}.safetensors", PublishWhen = IsThere(file.Name) });

    /// <summary>Whether there is something to show: of what is not forgotten nothing is written that a user could take for a model that has.</summary>
    public static Func<Func<string, string>, bool> IsThere(string output) =>
        pathOf => Directory.Exists(pathOf(output)) ? Directory.EnumerateFileSystemEntries(pathOf(output)).Any() : new FileInfo(pathOf(output)).Length > 0;

    /// <summary>Writes one.</summary>
    /// <param name="file">What to write.</param>
    /// <param name="path">Where; a folder is there already.</param>
    /// <param name="changes">The changes, by Hugging Face's names.</param>
    /// <param name="fused">Whether the reader stacks queries, keys and values (A1111 with Stable Diffusion 2).</param>
    /// <param name="baseModel">What an adapter says that it belongs to.</param>
    /// <returns>What is lost of each layer, of LoRA: the norm of it, over that of the change.</returns>
    public static IReadOnlyDictionary<string, double> Write(PatchFile file, string path, IReadOnlyList<WeightChange> changes, bool fused, string baseModel)
    {
        switch (file.Form)
        {
            case PatchForm.Kohya: return LoraFile.WriteKohya(path, changes, file.Rank, fused, TensorHeader);
            case PatchForm.Lora: return LoraFile.WriteDiffusers(Path.Combine(path, LoraFile.DiffusersName), changes, file.Rank, TensorHeader);
            case PatchForm.Peft: return LoraFile.WritePeft(path, changes, file.Rank, baseModel);
            default:
                DiffPatch.Write(path, changes, fused, TensorHeader);
                return new Dictionary<string, double>();
        }
    }

    /// <summary>Why a change cannot be written in a form; null where it can.</summary>
    public static string? WhyNot(PatchFile file, IReadOnlyList<WeightChange> changes)
    {
        if (file.Form != PatchForm.Peft && changes.FirstOrDefault(c => !c.Name.StartsWith(TextTower, StringComparison.Ordinal)) is { } vision)
            return $"'{vision.Name}' is not of the text tower, and programs that draw know no other; write 'peft'";
        if (file.Form != PatchForm.Diff && changes.FirstOrDefault(c => !c.IsMatrix) is { } vector)
            return $"'{vector.Name}' is no linear layer's matrix, and LoRA knows no other; write 'diff'";
        return null;
    }

    private const string TextTower = "text_model.encoder.layers.";

    private static readonly IReadOnlyDictionary<string, string> TensorHeader = new Dictionary<string, string> { ["format"] = "pt" };
}
