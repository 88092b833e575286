using Slug.Experiments.Configuration;
using Slug.Models.Layers;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>What the token objective cannot go with: it looks at the text tower alone, and at no picture.</summary>
internal static class TokenChecks
{
    /// <summary>Reports every mistake.</summary>
    public static void Check(ClipOptions options, ConfigCheck check)
    {
        var unlearn = options.Unlearn;
        if (unlearn.Objective != ForgetObjective.Tokens) return;
        foreach (var (i, layer) in unlearn.Candidates.Index()) Layer(layer, $"unlearn.candidates.{i}", check);
        if (unlearn.Layer != LayerChoice.Best) Layer(unlearn.Layer, "unlearn.layer", check);
        foreach (var (i, group) in unlearn.Ablations.Index())
        {
            check.That(
                group != LayerGroups.WholeModel, $"unlearn.ablations.{i}",
                $"the token objective has no gradient of the pictures' tower: leave '{group}' out, or set unlearn.objective to cosine");
        }

        check.That(options.Grads.ForgetViews is null or 0, "grads.forgetViews", "the token objective looks at no picture, and so at no views of any; leave it out");
        if (unlearn.Tokens?.Neutral is not { } neutral) return;
        check.That(!string.IsNullOrWhiteSpace(neutral), "unlearn.tokens.neutral", "is empty: give a word such as 'thing', or leave it out to take the other classes");
        check.That(!unlearn.Concepts.Contains(neutral, StringComparer.OrdinalIgnoreCase), "unlearn.tokens.neutral", $"'{neutral}' is itself to be forgotten");
    }

    private static void Layer(string name, string path, ConfigCheck check)
    {
        if (LayerChoice.IsRule(name)) return;
        check.That(
            LayerNames.TowerOf(name) == Tower.Language, path,
            $"'{name}' is a layer of the vision tower, and the token objective moves the text tower alone: name layers of that, or a rule such as '{LayerChoice.Pareto}'");
        check.That(
            !LayerNames.IsTextProjection(name), path,
            $"'{name}' lies behind the token outputs, which the token objective is about: name a layer of the text tower's blocks, or a rule such as '{LayerChoice.Pareto}'");
    }
}
