using Slug.Data;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;
using NearestNames = Slug.Pipeline.Configuration.NearestNames;

namespace Slug.Experiments.Data;

/// <summary>Checks what a config says of its data before anything is fetched.</summary>
internal static class DataChecks
{
    /// <summary>Checks downloads, and that the data sets name downloads and lists that are there.</summary>
    /// <param name="options">The config.</param>
    /// <param name="run">Where the repository is.</param>
    /// <param name="check">Takes whether something is right, its path in the config, and the message where it is not.</param>
    /// <param name="there">Takes the same of files that the user has to provide: a config is sound without them, and cannot run.</param>
    public static void Check(ExperimentOptions options, RunOptions run, Action<bool, string, string> check, Action<bool, string, string> there)
    {
        foreach (var (name, download) in options.Download.OrderBy(d => d.Key, StringComparer.Ordinal))
            CheckDownload(name, download, run, check, there);
        foreach (var (step, purpose) in LaionStepsOf(options))
        {
            check(
                !options.Download.ContainsKey(step),
                $"download.{step}",
                $"'download.{step}' has the name of the step that fetches {purpose}; give it another, such as {step}-{(step == LaionShardsStep.Subject ? "metadata" : "file")}");
        }

        foreach (var (path, name, kind) in DownloadsOf(options))
        {
            // Looking for the nearest name costs more than all else here; a sweep would pay it in every point.
            if (options.Download.TryGetValue(name, out var download))
                CheckKind(path, name, download, kind, run, there);
            else
                check(false, path, $"no download is named '{name}'{NearestNames.Hint(name, options.Download.Keys)}");
        }

        if (options.CelebA is { } celeba) LoadList(celeba.FrequentNames, "celeba.frequentNames", run, check);
        PeopleChecks.Check(options, run, there);
        UnseenChecks.Check(options, check);
    }

    /// <summary>Loads the lists of the task on ImageNet and checks them; empty ones where they cannot be used.</summary>
    public static ImageNetTask ImageNet(ImageNetOptions imagenet, RunOptions run, Action<bool, string, string> check)
    {
        var classes = LoadList(imagenet.Classes, "imagenet.classes", run, check);
        var templates = LoadList(imagenet.Templates, "imagenet.templates", run, check);
        var wrong = templates.Where(t => !t.Contains(PromptTemplates.Placeholder)).ToList();
        if (wrong.Count > 0)
        {
            var others = wrong.Count > 1 ? $", and so it is with {wrong.Count - 1} more of its {templates.Count} lines" : "";
            check(false, "imagenet.templates", $"the template '{wrong[0]}' in {imagenet.Templates} has no {PromptTemplates.Placeholder}{others}");
        }

        return new ImageNetTask(classes, templates);
    }

    private static void CheckDownload(string name, DownloadOptions download, RunOptions run, Action<bool, string, string> check, Action<bool, string, string> there)
    {
        if (download.Mistake() is { } mistake)
        {
            var path = mistake.Key.Length == 0 ? $"download.{name}" : $"download.{name}.{mistake.Key}";
            check(false, path, $"'{path}' {mistake.Message}");
        }
        else if (download.LocalPath is { } local)
        {
            var full = Path.Combine(run.RepositoryRoot, local);
            there(
                File.Exists(full) || Directory.Exists(full),
                $"download.{name}.{(download.File is null ? "url" : "file")}",
                $"{full} does not exist: put it there, or say where it is with --set download.{name}.file=PATH");
            check(
                download.Sha256 is null || !Directory.Exists(full),
                $"download.{name}.sha256",
                $"{full} is a folder, which has no such sum; leave 'sha256' out");
        }
    }

    private static void CheckKind(
        string path, string name, DownloadOptions download, ArtifactKind kind, RunOptions run, Action<bool, string, string> there)
    {
        if (kind == ArtifactKind.File && download.LocalPath is { } local && Path.Combine(run.RepositoryRoot, local) is var full)
            there(!Directory.Exists(full), $"download.{name}.{(download.File is null ? "url" : "file")}", $"{full} is a folder, but '{path}' needs a file: name the file itself");
    }

    private static IEnumerable<(string Name, string Purpose)> LaionStepsOf(ExperimentOptions options)
    {
        if (options.Laion is not { } laion) yield break;
        yield return (LaionShardsStep.Subject, "the images of 'laion'");
        if (laion.Forget != ForgetSource.Named) yield break;
        foreach (var concept in options.Unlearn.Concepts.Select(name => new Concept(name)).DistinctBy(c => c.FileName))
            yield return (LaionNamedSteps.SubjectOf(concept), $"the images of '{concept.Name}'");
    }

    /// <summary>Every place of the config that names a download, with the name and whether a folder of the user's may stand for it.</summary>
    private static IEnumerable<(string Path, string Download, ArtifactKind Kind)> DownloadsOf(ExperimentOptions options)
    {
        if (options.Emoji is { } emoji)
        {
            foreach (var vendor in emoji.TrainVendors) yield return ($"emoji.trainVendors.{vendor.Key}", vendor.Value, ArtifactKind.File);
            foreach (var vendor in emoji.TestVendor) yield return ($"emoji.testVendor.{vendor.Key}", vendor.Value, ArtifactKind.File);
        }

        yield return ("model.merges", options.Model.Merges, ArtifactKind.File);
        if (options.Model.Checkpoint is { } checkpoint) yield return ("model.checkpoint", checkpoint, ArtifactKind.File);
        foreach (var (i, metadata) in (options.Laion?.Metadata ?? []).Index()) yield return ($"laion.metadata.{i}", metadata, ArtifactKind.File);
        if (options.ImageNet is { } imagenet)
        {
            yield return ("imagenet.validation", imagenet.Validation, ArtifactKind.File);
            yield return ("imagenet.labels", imagenet.Labels, ArtifactKind.File);
        }

        if (options.CelebA is { } celeba)
        {
            yield return ("celeba.images", celeba.Images, ArtifactKind.Folder);
            yield return ("celeba.identities", celeba.Identities, ArtifactKind.File);
        }

        foreach (var (i, unseen) in (options.Evaluate.Unseen?.From ?? []).Index()) yield return (UnseenChecks.PathOf(i), unseen, ArtifactKind.Folder);
    }

    private static IReadOnlyList<string> LoadList(string list, string path, RunOptions run, Action<bool, string, string> check)
    {
        try
        {
            return NameList.Load(Path.Combine(run.RepositoryRoot, list));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            check(false, path, e.Message);
            return [];
        }
    }
}
