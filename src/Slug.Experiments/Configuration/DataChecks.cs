using Slug.Data;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Stages;

namespace Slug.Experiments.Configuration;

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
        foreach (var (name, download) in options.Download.OrderBy(d => d.Key, StringComparer.Ordinal)) CheckDownload(name, download, run, check, there);
        foreach (var (step, purpose) in LaionStepsOf(options))
        {
            check(
                !options.Download.ContainsKey(step),
                $"download.{step}",
                $"'download.{step}' has the name of the step that fetches {purpose}; give it another, such as {step}-{(step == LaionShardsStep.Subject ? "metadata" : "file")}");
        }

        foreach (var (path, download) in DownloadsOf(options))
        {
            if (!options.Download.ContainsKey(download))
                check(false, path, $"no download is named '{download}'{NearestNames.Hint(download, options.Download.Keys)}");
        }

        if (options.ImageNet is { } imagenet)
        {
            CheckList(imagenet.Classes, "imagenet.classes", run, check);
            var templates = CheckList(imagenet.Templates, "imagenet.templates", run, check);
            foreach (var template in templates.Where(t => !t.Contains(PromptTemplates.Placeholder)))
                check(false, "imagenet.templates", $"the template '{template}' in {imagenet.Templates} has no {PromptTemplates.Placeholder}");
        }

        if (options.CelebA is { } celeba) CheckList(celeba.FrequentNames, "celeba.frequentNames", run, check);
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

    private static IEnumerable<(string Name, string Purpose)> LaionStepsOf(ExperimentOptions options)
    {
        if (options.Laion is not { } laion) yield break;
        yield return (LaionShardsStep.Subject, "the images of 'laion'");
        if (laion.Forget != ForgetSource.Named) yield break;
        foreach (var concept in options.Unlearn.Concepts.Select(name => new Concept(name)).DistinctBy(c => c.FileName))
            yield return (LaionNamedSteps.SubjectOf(concept), $"the images of '{concept.Name}'");
    }

    private static IEnumerable<(string Path, string Download)> DownloadsOf(ExperimentOptions options)
    {
        foreach (var (i, metadata) in (options.Laion?.Metadata ?? []).Index()) yield return ($"laion.metadata.{i}", metadata);
        if (options.ImageNet is { } imagenet)
        {
            yield return ("imagenet.validation", imagenet.Validation);
            yield return ("imagenet.labels", imagenet.Labels);
        }

        if (options.CelebA is { } celeba)
        {
            yield return ("celeba.images", celeba.Images);
            yield return ("celeba.identities", celeba.Identities);
        }
    }

    private static IReadOnlyList<string> CheckList(string list, string path, RunOptions run, Action<bool, string, string> check)
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
