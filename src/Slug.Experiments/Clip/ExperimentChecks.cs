using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Configuration;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip;

/// <summary>What must hold between the parts of a config, beyond the ranges of single values.</summary>
internal static class ExperimentChecks
{
    /// <summary>Reports every mistake.</summary>
    /// <param name="options">The config.</param>
    /// <param name="names">The emoji's names; empty for other data.</param>
    /// <param name="check">Takes whether something holds, else where in the config it does not, and why.</param>
    public static void All(ExperimentOptions options, IReadOnlyList<string> names, Action<bool, string, string> check)
    {
        Data(options, check);
        Concepts(options, names, check);
        Together(options, check);
        Ablations(options, check);
        Comparison(options, check);
        Templates(options.Evaluate.Templates, "evaluate.templates", check);
    }

    private static void Data(ExperimentOptions options, Action<bool, string, string> check)
    {
        if (options.Emoji is { } emoji)
        {
            check(options.Laion is null && options.CelebA is null && options.ImageNet is null, "emoji", "an experiment's data are emoji, or laion and celeba; not both");
            foreach (var vendor in emoji.TestVendor.Keys)
            {
                check(
                    !emoji.TrainVendors.ContainsKey(vendor),
                    $"emoji.testVendor.{vendor}",
                    $"'{vendor}' is a training vendor too; a test set that was trained on measures nothing");
            }
        }
        else
        {
            check(options.Laion is not null && options.CelebA is not null, "experiment", "no data: give a section 'emoji' (as configs/demo/clip.yaml), or 'laion' and 'celeba' (as configs/paper/clip-vit-b-32.yaml)");
            check(options.Model.Checkpoint is not null, "model", "'checkpoint' is missing: a model is trained from scratch on emoji only; name the download that holds its weights");
            check(options.Unlearn.SearchViews == 0, "unlearn.searchViews", "views are drawn of emoji only; leave it out");
        }
    }

    private static void Concepts(ExperimentOptions options, IReadOnlyList<string> names, Action<bool, string, string> check)
    {
        var concepts = options.Unlearn.Concepts;
        for (var i = 0; i < concepts.Count; i++)
        {
            var path = $"unlearn.concepts.{i}";
            if (names.Count > 0 && !names.Contains(concepts[i]))
                check(false, path, $"unknown concept '{concepts[i]}'{NearestNames.Hint(concepts[i], names)}; all names are in {options.Emoji!.Names}");
            check(!concepts.Take(i).Contains(concepts[i]), path, $"'{concepts[i]}' is named twice");
        }
    }

    private static void Together(ExperimentOptions options, Action<bool, string, string> check)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, group) in options.Unlearn.Together.Index())
        {
            var path = $"unlearn.together.{i}";
            foreach (var (j, concept) in group.Index())
            {
                if (!options.Unlearn.Concepts.Contains(concept))
                    check(false, $"{path}.{j}", $"'{concept}' is not among unlearn.concepts{NearestNames.Hint(concept, options.Unlearn.Concepts)}");
                check(!group.Take(j).Contains(concept), $"{path}.{j}", $"'{concept}' is named twice");
            }

            check(group.Count > 1, path, "a group has at least two concepts; each alone is forgotten anyway");
            check(group.Count == 0 || names.Add(new ConceptGroup([.. group.Select(c => new Concept(c))]).FileName), path, "this group is listed twice");
        }
    }

    private static void Ablations(ExperimentOptions options, Action<bool, string, string> check)
    {
        string[] known = [GroupSearch.ParetoLayers, GroupSearch.WholeModel];
        foreach (var (i, layers) in options.Unlearn.Ablations.Index())
        {
            var path = $"unlearn.ablations.{i}";
            if (!known.Contains(layers)) check(false, path, $"'{layers}' is no group of layers{NearestNames.Hint(layers, known)}; there are {string.Join(" and ", known)}");
            check(!options.Unlearn.Ablations.Take(i).Contains(layers), path, $"'{layers}' is listed twice");
        }
    }

    private static void Comparison(ExperimentOptions options, Action<bool, string, string> check)
    {
        var rows = options.Compare;
        for (var i = 0; i < rows.Count; i++)
        {
            var mistake = rows[i].Mistake();
            check(mistake is null, $"compare.{i}.{mistake?.Key}", mistake?.Message ?? "");
            check(
                mistake is not null || !rows.Take(i).Any(other => other.Mistake() is null && other.FileName == rows[i].FileName),
                $"compare.{i}",
                $"the comparison with {rows[i].FileName} is listed twice");
        }
    }

    private static void Templates(IReadOnlyList<string> templates, string path, Action<bool, string, string> check)
    {
        foreach (var (i, template) in templates.Index())
            check(template.Contains(PromptTemplates.Placeholder), $"{path}.{i}", $"the template '{template}' has no {PromptTemplates.Placeholder}");
    }
}
