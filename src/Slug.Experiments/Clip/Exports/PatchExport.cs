using System.Globalization;
using System.Text.Json;
using Slug.Models.Checkpoints.Patches;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip.Exports;

/// <summary>Writes all patches of a step, and what LoRA of a rank has lost.</summary>
internal static class PatchExport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes them.</summary>
    /// <param name="files">What to write; the outputs have their names.</param>
    /// <param name="changes">The changes, by Hugging Face's names.</param>
    /// <param name="fused">Whether readers stack queries, keys and values.</param>
    /// <param name="baseModel">What an adapter belongs to.</param>
    /// <param name="context">The step.</param>
    /// <param name="errors">The output that the errors go to: a file's name, a layer, and the norm of what is lost over that of the change.</param>
    public static void Write(IReadOnlyList<PatchFile> files, IReadOnlyList<WeightChange> changes, bool fused, string baseModel, IStepContext context, string errors)
    {
        var lost = new SortedDictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (PatchFiles.WhyNot(file, changes) is { } reason)
            {
                context.Warn($"nothing is written as {file.Name}: {reason}");
                if (!file.IsFolder) File.WriteAllBytes(context.Output(file.Name), []);
                continue;
            }

            var error = PatchFiles.Write(file, context.Output(file.Name), changes, fused, baseModel);
            if (file.Form == Configuration.PatchForm.Diff) continue;
            lost[file.Name] = error;
            context.Log(string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {(error.Values.Max() is var most && most == 0 ? "nothing lost" : $"{most:P2} of the change lost")}"));
        }

        if (lost.Count == 0) File.WriteAllBytes(context.Output(errors), []);
        else File.WriteAllText(context.Output(errors), JsonSerializer.Serialize(lost, Indented) + "\n");
    }
}
