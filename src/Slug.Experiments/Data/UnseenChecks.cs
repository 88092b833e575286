using Slug.Data.WebDataset;
using Slug.Experiments.Configuration;

namespace Slug.Experiments.Data;

/// <summary>Checks that what a model is said never to have seen is not what it was trained on.</summary>
internal static class UnseenChecks
{
    /// <summary>Where the config names one of the downloads.</summary>
    public static string PathOf(int index) => $"evaluate.unseen.from.{index}";

    /// <summary>Reports every mistake; that a download is missing is reported elsewhere.</summary>
    /// <param name="options">The config.</param>
    /// <param name="unseen">Its section <c>evaluate.unseen</c>.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(ExperimentOptions options, UnseenOptions unseen, ConfigCheck check)
    {
        var names = unseen.From;
        if (unseen.CaptionEncoding is { } encoding)
            check.That(ShardCaptions.KnowsEncoding(encoding), "evaluate.unseen.captionEncoding", $"'{encoding}' is no encoding that is known; the web's names are, such as windows-1252 or shift_jis");
        foreach (var (i, name) in names.Index())
        {
            check.That(!names.Take(i).Contains(name), PathOf(i), $"'{name}' is named twice");
            if (!options.Download.TryGetValue(name, out var download)) continue;
            check.That(download.Npm is null, PathOf(i), $"'{name}' is an npm package; name a webdataset tar of images with captions");
            foreach (var (path, trained) in Training(options))
            {
                var same = name == trained || (options.Download.TryGetValue(trained, out var other) && IsSame(download, other));
                check.That(
                    !same,
                    PathOf(i),
                    $"'{name}' is what the model was trained on and the forget sets are cut from ({path}); an attack on it tells nothing. Name pairs that the model never saw");
            }
        }
    }

    private static IEnumerable<(string Path, string Download)> Training(ExperimentOptions options) =>
    [
        .. (options.Laion?.Metadata ?? []).Select((name, i) => ($"laion.metadata.{i}", name)),
        .. (options.Emoji?.TrainVendors ?? new Dictionary<string, string>()).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => ($"emoji.trainVendors.{v.Key}", v.Value)),
    ];

    /// <summary>Two names may stand for one file.</summary>
    private static bool IsSame(DownloadOptions one, DownloadOptions other) =>
        Equal(one.Sha256, other.Sha256) || Equal(one.File, other.File) || (one.File is null && other.File is null && Equal(one.Url, other.Url));

    private static bool Equal(string? one, string? other) => one is not null && one == other;
}
