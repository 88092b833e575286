using System.Globalization;
using Slug.Basics;
using Slug.Data;
using Slug.Data.Pairs;
using Slug.Data.WebDataset;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Data.Pairs;

/// <summary>Finds what the section <c>data</c> names: paths, globs, addresses, downloads.</summary>
/// <param name="data">The section.</param>
/// <param name="downloads">The config's downloads.</param>
/// <param name="check">Takes every mistake.</param>
internal sealed class OwnPairsFinder(PairsOptions data, IReadOnlyDictionary<string, DownloadOptions> downloads, ConfigCheck check)
{
    private readonly SortedDictionary<string, DownloadOptions> _fetched = new(StringComparer.Ordinal);

    /// <summary>The downloads that addresses in the section stand for.</summary>
    public IReadOnlyDictionary<string, DownloadOptions> Fetched => _fetched;

    /// <summary>Whether everything that the section names is there.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Finds all sets, and looks whether they can be what they are said to be.</summary>
    /// <returns>The sets; of no use where one is wrong, and where one is not there good for a plan only.</returns>
    public OwnPairs Find()
    {
        if (data.CaptionEncoding is { } encoding)
            check.That(ShardCaptions.KnowsEncoding(encoding), "data.captionEncoding", $"'{encoding}' is no encoding that is known; the web's names are, such as windows-1252 or shift_jis");
        var pictures = data.Pictures is { } folder ? Existing("data.pictures", folder) : null;
        var sets = new Dictionary<PairRole, IReadOnlyList<OwnPlace>>();
        IsWhole &= data.Pictures is null || pictures is not null;
        foreach (var (role, entries) in Given())
        {
            var places = new List<OwnPlace>();
            foreach (var (i, entry) in entries.Index())
            {
                var found = PlacesOf($"data.{Key(role)}.{i.ToString(CultureInfo.InvariantCulture)}", role, entry, pictures);
                IsWhole &= found is not null;
                places.AddRange(found ?? []);
            }

            sets[role] = places;
        }

        check.That(data.From.Count > 0 || (data.Forget.Count > 0 && data.Retain.Count > 0), "data",
            data.From.Count + data.Forget.Count + data.Retain.Count == 0 ? "no pictures: say where they are with data.from, such as from: my-pictures" : "data.from is missing: without it both data.forget and data.retain are needed");
        return new OwnPairs(sets, Classes());
    }

    /// <summary>A set's key in the section.</summary>
    public static string Key(PairRole role) => role.ToString().ToLowerInvariant();

    private IEnumerable<(PairRole Role, IReadOnlyList<string> Entries)> Given() => new (PairRole, IReadOnlyList<string>)[]
    {
        (PairRole.From, data.From), (PairRole.Forget, data.Forget), (PairRole.Retain, data.Retain), (PairRole.Search, data.Search), (PairRole.Test, data.Test),
    }.Where(s => s.Item2.Count > 0);

    private IReadOnlyList<string>? Classes()
    {
        if (data.Classes.Count == 0) return null;
        if (data.Classes is [var only])
        {
            if (check.Find("data.classes", only) is { } list && File.Exists(list)) return check.Load(list, "data.classes", NameList.Load);
            check.That(false, "data.classes", $"'{only}' is one class alone, and no file with a list of them is at {check.Expected("data.classes", only)}");
            return null;
        }

        foreach (var (i, name) in data.Classes.Index())
            check.That(!data.Classes.Take(i).Contains(name, StringComparer.OrdinalIgnoreCase), $"data.classes.{i}", $"'{name}' is listed twice");
        return data.Classes;
    }

    private IReadOnlyList<OwnPlace>? PlacesOf(string path, PairRole role, string entry, string? pictures)
    {
        if (downloads.TryGetValue(entry, out var download))
        {
            check.That(download.Npm is null, path, $"'{entry}' is an npm package; name a webdataset tar of pictures with captions");
            if (download.LocalPath is not { } local || download.Sha256 is not null) return [new OwnPlace(null, entry)];
            var at = Path.Combine(check.Run.RepositoryRoot, local);
            return Path.Exists(at) ? At(path, at, pictures) : Missing(path, at);
        }

        if (DownloadAddress.LooksLikeOne(entry)) return Addresses(path, role, entry);
        if (FileGlob.IsOne(entry))
        {
            var files = check.Candidates(path, entry).Select(FileGlob.Expand).FirstOrDefault(f => f.Count > 0);
            if (files is not null) return [.. files.SelectMany(file => At(path, file, pictures) ?? [])];
            check.There(false, path, $"no file is at {check.Expected(path, entry)}", check.Expected(path, entry));
            return Missing(path, entry);
        }

        return Existing(path, entry) is { } full ? At(path, full, pictures) : Missing(path, entry);
    }

    /// <summary>Stands for what is not there yet, so that a plan shows which step waits for it.</summary>
    private OwnPlace[] Missing(string path, string entry)
    {
        IsWhole = false;
        var expected = check.Expected(path, entry);
        return [new OwnPlace(new PairPlace(PairPlaceKind.Pictures, expected, expected), null)];
    }

    private IReadOnlyList<OwnPlace>? Addresses(string path, PairRole role, string entry)
    {
        var places = new List<OwnPlace>();
        foreach (var address in FileGlob.Braces(entry))
        {
            var isKnown = DownloadAddress.IsKnown(address) && !address.Contains('*');
            check.That(isKnown, path, $"'{address}' is no address such as https://host/00000.tar, file:///path or hf://datasets/owner/repository/00000.tar@revision; several are written {{00000..00009}}");
            if (!isKnown) return null;
            var name = $"data-{Key(role)}-{_fetched.Count.ToString("D3", CultureInfo.InvariantCulture)}";
            _fetched[name] = new DownloadOptions { Url = address };
            places.Add(new OwnPlace(null, name));
        }

        return places;
    }

    private string? Existing(string path, string entry)
    {
        var full = check.Find(path, entry);
        var hint = NearestNames.Aside(entry, downloads.Keys);
        check.There(full is not null, path, $"{check.Expected(path, entry)} does not exist{hint}: put your pictures there, or say where they are with --set {path.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('.')}=PATH", check.Expected(path, entry));
        return full;
    }

    private OwnPlace[]? At(string path, string full, string? pictures)
    {
        if (PlainFile.WhyNeither(full) is { } reason)
        {
            check.That(false, path, $"{full}: {reason}");
            return null;
        }

        try
        {
            return [new OwnPlace(PairPlace.At(full, pictures), null)];
        }
        catch (InvalidDataException wrong)
        {
            check.That(false, path, wrong.Message);
            return null;
        }
    }
}
