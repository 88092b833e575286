using Slug.Basics;
using Slug.Data.Canvas;
using Slug.Experiments.Configuration;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>What must hold of an experiment whose data are pictures by style and object, before anything runs.</summary>
internal static class CanvasChecks
{
    /// <summary>The options with both domains' labels, all labels spelt as on disk.</summary>
    /// <param name="options">The config.</param>
    /// <param name="check">Takes every mistake.</param>
    public static DiffusionOptions Complete(DiffusionOptions options, ConfigCheck check)
    {
        var search = options.Unlearn.Search;
        check.That(search.IsCanvas || search.SearchPictures is null, "unlearn.search.searchPictures", "is of the rule 'canvas'; the bisection has 'pictures' and 'otherPictures'");
        check.That(!search.IsCanvas || search.By == SearchEye.Pictures, "unlearn.search.rule", "the rule 'canvas' looks at pictures: leave 'by' out, or take the bisection");
        check.That(options.Unlearn.Slug != false || options.Unlearned.Count + options.Compare.Count > 0, "unlearn.slug", "leaves nothing to measure: name a model that is unlearned already (unlearned: PATH), or a method (compare)");
        if (options.Fid is { } fid)
        {
            check.That(options.Canvas is not null, "fid", "is measured against a data set's own pictures by style and object: add 'canvas', or leave it out");
            check.That(fid.Numbers != PictureNumbers.Fp16, "fid.numbers", DiffusionChecks.NoHalf);
            check.That(options.Download.ContainsKey(fid.Inception), "fid.inception", $"no download is named '{fid.Inception}'{NearestNames.Hint(fid.Inception, options.Download.Keys)}");
        }

        if (options.Canvas is not { } canvas) return options;
        check.That(options.Grid is null, "canvas", "an experiment's data are pictures by style and object (canvas) or a grid of drawings (grid); not both");
        check.That(options.Generate.Prompts.Count == 1, "generate.prompts", "an answer set has one picture a style, object and seed: name one prompt, such as 'A {object} image in {style} style.'");
        if (Labels(options, canvas, check) is not { } labels) return options;
        var concepts = options.Unlearn.Concepts.Select(c => CanvasLabels.Find(labels.Styles, c) ?? CanvasLabels.Find(labels.Objects, c) ?? c).ToList();
        Targets(concepts, labels, check);
        return options with
        {
            Canvas = canvas.Labels == CanvasLabelChoice.Benchmark ? canvas : canvas with { Styles = labels.Styles, Objects = labels.Objects },
            Unlearn = options.Unlearn with { Concepts = concepts },
            Generate = options.Generate with
            {
                Labels = new Dictionary<string, IReadOnlyList<string>>(options.Generate.Labels) { [GridOptions.StyleDomain] = labels.Styles, [GridOptions.ObjectDomain] = labels.Objects },
            },
        };
    }

    /// <summary>Published numbers of one domain are of a domain that there is.</summary>
    /// <param name="options">The config.</param>
    /// <param name="domains">The domains of prompts.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Published(DiffusionOptions options, IReadOnlyCollection<string> domains, ConfigCheck check)
    {
        foreach (var (i, row) in options.Published.Index())
            check.That(row.Of is null || domains.Contains(row.Of), $"published.{i}.of", $"'{row.Of}' is no domain of generate.labels{NearestNames.Hint(row.Of ?? "", domains)}");
    }

    private static CanvasLabels? Labels(DiffusionOptions options, CanvasOptions canvas, ConfigCheck check)
    {
        const string path = "generate.labels";
        var (styles, objects) = (Said(GridOptions.StyleDomain) ?? canvas.Wanted?.Styles, Said(GridOptions.ObjectDomain) ?? canvas.Wanted?.Objects);
        check.That(
            styles is not null && objects is not null, path,
            "says nothing of the pictures' labels: name them, { style: [Pop_Art, Van_Gogh], object: [Cats, Dogs] }, or take those of the benchmark (canvas.labels: benchmark)");
        if (styles is null || objects is null) return null;
        if (canvas.Labels == CanvasLabelChoice.Benchmark)
        {
            // A classifier's classes and the data set's are the benchmark's; a part of them is another protocol.
            foreach (var (domain, said, all) in new[] { (GridOptions.StyleDomain, styles, CanvasLabels.Benchmark.Styles), (GridOptions.ObjectDomain, objects, CanvasLabels.Benchmark.Objects) })
            {
                foreach (var label in said.Where(label => !all.Contains(label))) check.That(false, $"{path}.{domain}", $"'{label}' is no {domain} of the benchmark{NearestNames.Aside(label, all)}; for data of your own say canvas.labels: found");
            }
        }

        return new CanvasLabels(styles, objects);

        IReadOnlyList<string>? Said(string domain) => options.Generate.Labels.GetValueOrDefault(domain) is { } labels ? [.. labels.Select(label => label.Replace(' ', '_'))] : null;
    }

    private static void Targets(List<string> concepts, CanvasLabels labels, ConfigCheck check)
    {
        const string path = "unlearn.concepts";
        if (concepts.IndexOf(CanvasLabels.Photographs) is >= 0 and var place)
            check.That(false, $"{path}.{place}", $"'{CanvasLabels.Photographs}' are the photographs that the styles were made of: a label, but nothing to unlearn");
        var (styles, objects) = (concepts.Where(labels.Styles.Contains).ToList(), concepts.Where(labels.Objects.Contains).ToList());
        check.That(styles.Count == 0 || objects.Count == 0, path, $"are styles ({string.Join(", ", styles)}) and objects ({string.Join(", ", objects)}); an experiment has one kind. Make two of it, or a sweep");
    }
}
