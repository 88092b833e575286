using Slug.Basics;
using Slug.Data;
using Slug.Data.Archives;
using Slug.Data.Canvas;
using Slug.Data.Emoji;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Files;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>A place of a config that names a download.</summary>
/// <param name="Path">The place: <c>model.checkpoint</c>.</param>
/// <param name="Download">The name that stands there.</param>
/// <param name="Kind">Whether a folder of the user's may stand for it.</param>
internal sealed record DownloadUse(string Path, string Download, ArtifactKind Kind);

/// <summary>Checks what a config says of its data before anything is fetched.</summary>
internal static class DataChecks
{
    /// <summary>Checks downloads, and that the data sets name downloads and lists that are there.</summary>
    /// <param name="options">The config.</param>
    /// <param name="written">The downloads that the config itself names.</param>
    /// <param name="more">The places of the family's own sections that name a download.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(ExperimentOptions options, IReadOnlyDictionary<string, DownloadOptions> written, IEnumerable<DownloadUse> more, ConfigCheck check)
    {
        CheckSections(options, check);
        foreach (var (name, download) in written.OrderBy(d => d.Key, StringComparer.Ordinal))
            CheckDownload(name, download, check);
        foreach (var (step, purpose) in LaionStepsOf(options))
        {
            check.That(
                !options.Download.ContainsKey(step),
                $"download.{step}",
                $"'download.{step}' has the name of the step that fetches {purpose}; give it another, such as {step}-{(step == LaionShardsStep.Subject ? "metadata" : "file")}");
        }

        foreach (var (path, name, kind) in DownloadsOf(options).Concat(more))
        {
            // Looking for the nearest name costs more than all else here; a sweep would pay it in every point.
            if (options.Download.TryGetValue(name, out var download))
                CheckKind(path, name, download, kind, check);
            else
                check.That(false, path, DownloadNames.Unknown(name, options.Download.Keys));
        }

        if (options.Canvas is { } canvas && options.Download.GetValueOrDefault(canvas.Pictures)?.LocalPath is { } pictures) Glance(Path.Combine(check.Run.RepositoryRoot, pictures), check);
        if (options.CelebA is { } celeba) check.Load(celeba.FrequentNames, "celeba.frequentNames", NameList.Load);
        PeopleChecks.Check(options, check);
    }

    // What is not there, no file, or stands in place of one is told where it is named. What is wrong with single pictures is told by the step that looks through all of them.
    private static void Glance(string pictures, ConfigCheck check)
    {
        if (Path.Exists(pictures) && PlainFile.WhyNeither(pictures) is null && (Directory.Exists(pictures) || ForeignFile.PointerAt(pictures) is null)) check.Open("canvas.pictures", () => CanvasSurvey.Glance(pictures));
    }

    /// <summary>Loads the names of the emoji in use: the list's first ones, and the concepts wherever they stand.</summary>
    /// <returns>The names in use; empty for other data.</returns>
    public static IReadOnlyList<string> Names(ExperimentOptions options, ConfigCheck check)
    {
        if (options.Emoji is not { } emoji || check.Load(emoji.Names, "emoji.names", EmojiNames.Load) is not { } names) return [];
        if (emoji.Classes == EmojiClasses.Styles)
        {
            CheckStyles(options, [.. emoji.TrainVendors.Keys], names, check);
            return emoji.MaxNames is { } first ? [.. names.Take(first)] : names;
        }

        foreach (var (i, concept) in options.Forgotten.Index().Where(c => !names.Contains(c.Item) && new Concept(c.Item).IsNamed))
            check.That(false, $"unlearn.concepts.{i}", $"unknown concept '{concept}'{NearestNames.Aside(concept, names)}; all names are in {emoji.Names}");
        return emoji.MaxNames is not { } most || most >= names.Count
            ? names
            : [.. names.Where((name, i) => i < most - options.Forgotten.Count || options.Forgotten.Contains(name)).Take(most)];
    }

    private static void CheckStyles(ExperimentOptions options, IReadOnlyList<string> styles, IReadOnlyList<string> names, ConfigCheck check)
    {
        foreach (var (i, concept) in options.Forgotten.Index().Where(c => new Concept(c.Item).IsNamed))
        {
            var path = $"unlearn.concepts.{i}";
            check.That(styles.Contains(concept), path, $"unknown style '{concept}'{NearestNames.Aside(concept, styles)}; styles are the keys of emoji.trainVendors");
            // The forget set is found by the words of its captions.
            if (styles.FirstOrDefault(s => s != concept && s.Contains(concept, StringComparison.OrdinalIgnoreCase)) is { } longer)
                check.That(false, path, $"captions that name '{longer}' hold '{concept}' too: call one of them otherwise in emoji.trainVendors");
            if (names.FirstOrDefault(n => n.Contains(concept, StringComparison.OrdinalIgnoreCase)) is { } thing)
                check.That(false, path, $"captions that name the thing '{thing}' hold '{concept}' too: call the style otherwise in emoji.trainVendors");
        }

        check.That(styles.Count > 1, "emoji.trainVendors", "a style can be told from others only: two training vendors are the least");
    }

    /// <summary>Loads the table of open sets of drawings, where the config names one.</summary>
    /// <param name="options">The config.</param>
    /// <param name="names">The emoji's names.</param>
    /// <param name="check">Takes every mistake.</param>
    public static DrawingTable? Drawings(ExperimentOptions options, IReadOnlyList<string> names, ConfigCheck check)
    {
        const string path = "emoji.drawings";
        if (options.Emoji is not { Drawings: { } table } emoji || check.Load(table, path, DrawingTable.Load) is not { } drawings) return null;
        foreach (var problem in OpenDrawings.Problems(drawings, [.. emoji.TrainVendors.Concat(emoji.TestVendor).Select(v => v.Key)], names)) check.That(false, path, problem);
        return drawings;
    }

    /// <summary>Loads the lists of the task on ImageNet and checks them; empty ones where they cannot be used.</summary>
    public static ImageNetTask ImageNet(ImageNetOptions imagenet, ConfigCheck check)
    {
        var classes = check.Load(imagenet.Classes, "imagenet.classes", NameList.Load) ?? [];
        var templates = check.Load(imagenet.Templates, "imagenet.templates", NameList.Load) ?? [];
        var wrong = templates.Where(t => !t.Contains(PromptTemplates.Placeholder)).ToList();
        if (wrong.Count > 0)
        {
            var others = wrong.Count > 1 ? $", and so it is with {wrong.Count - 1} more of its {templates.Count} lines" : "";
            check.That(false, "imagenet.templates", $"the template '{wrong[0]}' in {imagenet.Templates} has no {PromptTemplates.Placeholder}{others}");
        }

        return new ImageNetTask(classes, templates);
    }

    private static void CheckSections(ExperimentOptions options, ConfigCheck check)
    {
        if (options.Data is not null)
        {
            check.That(options.Emoji is null && options.Canvas is null && options.Laion is null && options.CelebA is null && options.ImageNet is null, "data", "an experiment's data are your own pairs (data), or emoji, or laion and celeba; not two of them");
            return;
        }

        if (options.Canvas is not null)
        {
            check.That(options.Emoji is null && options.Laion is null && options.CelebA is null && options.ImageNet is null, "canvas", "an experiment's data are pictures by style and object (canvas), or emoji, or laion and celeba; not two of them");
            return;
        }

        if (options.Emoji is not { } emoji)
        {
            check.That(
                options.Laion is not null && options.CelebA is not null,
                "experiment",
                "no data: give a section 'data' with pictures of your own (docs/own-data.md), 'canvas' (docs/unlearn-canvas.md), 'emoji' (as configs/demo/clip.yaml), or 'laion' and 'celeba' (as configs/paper/clip-vit-b-32.yaml)");
            return;
        }

        check.That(options.Laion is null && options.CelebA is null && options.ImageNet is null, "emoji", "an experiment's data are emoji, or laion and celeba; not both");
        check.That(
            emoji.Captions?.IsWhole() != false,
            "emoji.captions",
            "the shares of vendorStyle, plain, nameAlone, withSubcategory and subcategoryAlone must add up to 1; those not given keep their defaults (docs/keys.md)");
        foreach (var vendor in emoji.TestVendor.Keys)
        {
            check.That(
                !emoji.TrainVendors.ContainsKey(vendor),
                $"emoji.testVendor.{vendor}",
                $"'{vendor}' is a training vendor too; a test set that was trained on measures nothing");
        }
    }

    private static void CheckDownload(string name, DownloadOptions download, ConfigCheck check)
    {
        if (download.Mistake() is { } mistake)
        {
            var path = mistake.Key.Length == 0 ? $"download.{name}" : $"download.{name}.{mistake.Key}";
            check.That(false, path, $"'{path}' {mistake.Message}");
        }
        else if (download.LocalPath is { } local)
        {
            var full = Path.GetFullPath(local, check.Run.RepositoryRoot);
            var place = $"download.{name}.{(download.File is null ? "url" : "file")}";
            check.There(
                File.Exists(full) || Directory.Exists(full),
                place,
                $"{full} does not exist: put it there, or say where it is with --set download.{name}.file=PATH",
                full);
            // A pipe gives its bytes once, and may never end; files are hashed first, and read again.
            var other = PlainFile.WhyNeither(full);
            check.That(other is null, place, $"{full}: {other}");
            if (Directory.Exists(full)) check.PlainFolder(place, full);
            if (other is null && File.Exists(full) && ForeignFile.PointerAt(full) is { } pointer)
                check.There(false, place, $"{full} is not the file itself: {pointer.TrimEnd('.')}");
            check.That(
                download.Sha256 is null || !Directory.Exists(full),
                $"download.{name}.sha256",
                $"{full} is a folder, which has no such sum; leave 'sha256' out");
        }
    }

    private static void CheckKind(string path, string name, DownloadOptions download, ArtifactKind kind, ConfigCheck check)
    {
        if (kind == ArtifactKind.File && download.LocalPath is { } local && Path.Combine(check.Run.RepositoryRoot, local) is var full)
            check.There(!Directory.Exists(full), $"download.{name}.{(download.File is null ? "url" : "file")}", $"{full} is a folder, but '{path}' needs a file: name the file itself");
    }

    private static IEnumerable<(string Name, string Purpose)> LaionStepsOf(ExperimentOptions options)
    {
        if (options.Laion is not { } laion) yield break;
        yield return (LaionShardsStep.Subject, "the images of 'laion'");
        if (laion.Forget != ForgetSource.Named) yield break;
        foreach (var concept in options.Forgotten.Select(name => new Concept(name)).Where(c => c.IsNamed).DistinctBy(c => c.FileName))
            yield return (LaionNamedSteps.SubjectOf(concept), $"the images of '{concept.Name}'");
    }

    /// <summary>Every place of the data sections that names a download.</summary>
    private static IEnumerable<DownloadUse> DownloadsOf(ExperimentOptions options)
    {
        if (options.Emoji is { } emoji)
        {
            foreach (var vendor in emoji.TrainVendors) yield return new DownloadUse($"emoji.trainVendors.{vendor.Key}", vendor.Value, ArtifactKind.File);
            foreach (var vendor in emoji.TestVendor) yield return new DownloadUse($"emoji.testVendor.{vendor.Key}", vendor.Value, ArtifactKind.File);
        }

        foreach (var (i, metadata) in (options.Laion?.Metadata ?? []).Index()) yield return new DownloadUse($"laion.metadata.{i}", metadata, ArtifactKind.File);
        if (options.ImageNet is { } imagenet)
        {
            yield return new DownloadUse("imagenet.validation", imagenet.Validation, ArtifactKind.File);
            yield return new DownloadUse("imagenet.labels", imagenet.Labels, ArtifactKind.File);
        }

        if (options.Canvas is { } canvas) yield return new DownloadUse("canvas.pictures", canvas.Pictures, ArtifactKind.Folder);
        if (options.CelebA is { } celeba)
        {
            yield return new DownloadUse("celeba.images", celeba.Images, ArtifactKind.Folder);
            yield return new DownloadUse("celeba.identities", celeba.Identities, ArtifactKind.File);
        }
    }
}
