using Slug.Basics;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Data.Pairs;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>What must hold between the parts of a config for CLIP, beyond the ranges of single values.</summary>
internal static class ClipChecks
{
    /// <summary>Reports every mistake, and loads what the config names.</summary>
    /// <param name="family">The family.</param>
    /// <param name="options">The config.</param>
    /// <param name="check">Takes every mistake.</param>
    /// <returns>The experiment; of no use where there are mistakes.</returns>
    public static ClipExperiment Check(IFamily family, ClipOptions options, ConfigCheck check)
    {
        var written = options;
        options = Complete(options, check, out var pairs);
        var names = DataChecks.Names(options, check);
        var model = options.Model.Card is { } card ? check.Load(card, "model.card", ModelCard.Load) : null;
        OtherData(options, check);
        Concepts(options, check);
        Together(options, check);
        Ablations(options, check);
        var layout = model is null ? null : ModelFiles.Open(options, model, check);
        if (model is not null)
        {
            var layers = new LayerChecks(options.Model.Card, model, layout, check);
            layers.List("unlearn.candidates", options.Unlearn.Candidates);
            layers.Winner("unlearn.layer", options.Unlearn.Layer);
        }

        TokenChecks.Check(options, check);
        Comparison(options, check);
        check.That(options.ExportRanks.All(rank => rank > 0), "exportRanks", "ranks are at least 1");
        Templates(options.Evaluate.Templates, "evaluate.templates", check);
        DataChecks.Check(options, written.Download, DownloadsOf(options), check);
        if (options.Evaluate.Unseen is { } unseen) UnseenChecks.Check(options, unseen, check);
        return new ClipExperiment(family, options)
        {
            Run = check.Run,
            Names = names,
            Drawings = DataChecks.Drawings(options, names, check),
            Pairs = pairs,
            Model = model!,
            Layout = layout,
            ImageNet = options.ImageNet is { } task ? DataChecks.ImageNet(task, check) : null,
        };
    }

    /// <summary>The options with everything in them that a config may leave out because it can be found.</summary>
    private static ClipOptions Complete(ClipOptions options, ConfigCheck check, out OwnPairs? pairs)
    {
        pairs = null;
        options = ModelFiles.Resolve(options, check);
        if (options.Data is { } data)
        {
            var finder = new OwnPairsFinder(data, options.Download, check);
            pairs = finder.Find();
            options = options with { Download = options.Download.Concat(finder.Fetched).ToDictionary() };
            if (finder.IsWhole) OwnPairsCheck.Check(options, data, pairs, check);
        }

        return options.Evaluate.Templates.Count > 0
            ? options
            : options with { Evaluate = options.Evaluate with { Templates = [options.Data?.Caption ?? "an emoji of {name}"] } };
    }

    private static IEnumerable<DownloadUse> DownloadsOf(ClipOptions options)
    {
        if (options.Model.Merges is { } merges) yield return new DownloadUse("model.merges", merges, ArtifactKind.File);
        if (options.Model.Checkpoint is { } checkpoint) yield return new DownloadUse("model.checkpoint", checkpoint, ArtifactKind.File);
        foreach (var (i, unseen) in (options.Evaluate.Unseen?.From ?? []).Index()) yield return new DownloadUse(UnseenChecks.PathOf(i), unseen, ArtifactKind.Folder);
    }

    private static void OtherData(ClipOptions options, ConfigCheck check)
    {
        if (options.Emoji is not null) return;
        check.That(options.Model.Checkpoint is not null, "model", "'checkpoint' is missing: a model is trained from scratch on emoji only; name the file or the download that holds its weights");
        check.That(options.Unlearn.SearchViews == 0, "unlearn.searchViews", "views are drawn of emoji only; leave it out");
    }

    private static void Concepts(ClipOptions options, ConfigCheck check)
    {
        var concepts = options.Unlearn.Concepts;
        for (var i = 0; i < concepts.Count; i++)
        {
            check.That(!concepts.Take(i).Contains(concepts[i]), $"unlearn.concepts.{i}", $"'{concepts[i]}' is named twice");
        }
    }

    private static void Together(ClipOptions options, ConfigCheck check)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, group) in options.Unlearn.Together.Index())
        {
            var path = $"unlearn.together.{i}";
            foreach (var (j, concept) in group.Index())
            {
                if (!options.Unlearn.Concepts.Contains(concept))
                    check.That(false, $"{path}.{j}", $"'{concept}' is not among unlearn.concepts{NearestNames.Hint(concept, options.Unlearn.Concepts)}");
                check.That(!group.Take(j).Contains(concept), $"{path}.{j}", $"'{concept}' is named twice");
            }

            check.That(group.Count > 1, path, "a group has at least two concepts; each alone is forgotten anyway");
            check.That(group.Count == 0 || names.Add(new ConceptGroup([.. group.Select(c => new Concept(c))]).FileName), path, "this group is listed twice");
        }
    }

    private static void Ablations(ClipOptions options, ConfigCheck check)
    {
        string[] known = [LayerGroups.ParetoLayers, LayerGroups.WholeModel];
        foreach (var (i, layers) in options.Unlearn.Ablations.Index())
        {
            var path = $"unlearn.ablations.{i}";
            if (!known.Contains(layers)) check.That(false, path, $"'{layers}' is no group of layers{NearestNames.Aside(layers, known)}; there are {string.Join(" and ", known)}");
            check.That(!options.Unlearn.Ablations.Take(i).Contains(layers), path, $"'{layers}' is listed twice");
        }
    }

    private static void Comparison(ClipOptions options, ConfigCheck check)
    {
        var rows = options.Compare;
        for (var i = 0; i < rows.Count; i++)
        {
            var mistake = rows[i].Mistake();
            check.That(mistake is null, $"compare.{i}.{mistake?.Key}", mistake?.Message ?? "");
            check.That(
                mistake is not null || !rows.Take(i).Any(other => other.Mistake() is null && other.FileName == rows[i].FileName),
                $"compare.{i}",
                $"the comparison with {rows[i].FileName} is listed twice");
        }
    }

    private static void Templates(IReadOnlyList<string> templates, string path, ConfigCheck check)
    {
        foreach (var (i, template) in templates.Index())
            check.That(template.Contains(PromptTemplates.Placeholder), $"{path}.{i}", $"the template '{template}' has no {PromptTemplates.Placeholder}");
    }
}
