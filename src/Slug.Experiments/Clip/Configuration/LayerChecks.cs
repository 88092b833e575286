using Slug.Basics;
using Slug.Experiments.Configuration;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>Holds the layers that a config names against the model's card, in the layout that its checkpoint has.</summary>
internal static class LayerChecks
{
    private const string Candidates = "unlearn.candidates", Layer = "unlearn.layer";

    /// <summary>Reports every name that is no candidate layer, with what may have been meant.</summary>
    /// <param name="options">The config.</param>
    /// <param name="model">The model's sizes.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(ClipOptions options, ClipConfig model, ConfigCheck check)
    {
        var unlearn = options.Unlearn;
        var named = unlearn.Candidates is [var only] && LayerChoice.IsRule(only)
            ? []
            : unlearn.Candidates.Select((name, i) => (Path: $"{Candidates}.{i}", Name: name)).ToList();
        if (unlearn.Layer != LayerChoice.Best && !LayerChoice.IsRule(unlearn.Layer)) named.Add((Layer, unlearn.Layer));
        if (named.Count == 0) return;

        var layouts = LayoutOf(options, check) is { } layout ? [layout] : Enum.GetValues<ClipLayout>();
        var known = layouts.SelectMany(l => ClipLayerNames.Candidates(model, l)).ToHashSet(StringComparer.Ordinal);
        string[] rules = [LayerChoice.Pareto, LayerChoice.Near, LayerChoice.All, LayerChoice.Deepest];
        foreach (var (path, name) in named.Where(n => !known.Contains(n.Name)))
        {
            check.That(false, path, Array.Exists(rules, rule => rule == name)
                ? $"'{name}' is a rule and stands alone; name layers, or give the rule only"
                : $"'{name}' is no candidate layer of {options.Model.Card}{Meant(name, layouts, known, path == Layer ? [LayerChoice.Best, LayerChoice.Deepest] : rules)}");
        }
    }

    // A name of the other layout is the right layer under a wrong name; every other is mistyped.
    private static string Meant(string name, IReadOnlyList<ClipLayout> layouts, HashSet<string> known, IReadOnlyList<string> rules)
    {
        var translated = layouts.SelectMany(layout => ClipLayerNames.Translate(name, layout)).Where(known.Contains).Select(n => $"'{n}'").ToList();
        return translated.Count > 0
            ? $"; in the layout of its checkpoint that is {string.Join(" or ", translated)}"
            : NearestNames.Hint(name, known.Concat(rules));
    }

    // A model that is trained here has open_clip's names; what is still to be downloaded may have either.
    private static ClipLayout? LayoutOf(ClipOptions options, ConfigCheck check)
    {
        if (options.Model.Checkpoint is not { } checkpoint) return ClipLayout.OpenClip;
        if (options.Download.GetValueOrDefault(checkpoint)?.LocalPath is not { } path) return null;
        var full = Path.GetFullPath(path, check.Run.RepositoryRoot);
        try
        {
            return File.Exists(full) ? ClipLayouts.Of(full) : null;
        }
        catch (Exception e) when (e is CheckpointException or IOException or InvalidDataException)
        {
            // What is wrong with the file is told by the step that reads it.
            return null;
        }
    }
}
