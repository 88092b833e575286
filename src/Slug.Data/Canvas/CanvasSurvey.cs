using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Slug.Data.Images;

namespace Slug.Data.Canvas;

/// <summary>What of a data set is checked.</summary>
public sealed record CanvasSurveyOptions
{
    /// <summary>The labels that must be there; null takes those that are there, each style with each object.</summary>
    public CanvasLabels? Labels { get; init; }

    /// <summary>How many pictures a cell must have at least.</summary>
    public int PicturesPerCell { get; init; } = 1;
}

/// <summary>A data set of pictures by style and object, <c>{style}/{object}/{n}.jpg</c>, looked through.</summary>
/// <param name="Source">The folder or archive.</param>
/// <param name="Labels">Its labels: the ones that were asked for, or those found, by name.</param>
/// <param name="Pictures">Its pictures by style, object and number.</param>
/// <param name="LeftOut">What lies there beside and is not used, a phrase each: styles that were not asked for.</param>
public sealed partial record CanvasSurvey(string Source, CanvasLabels Labels, IReadOnlyList<CanvasPicture> Pictures, IReadOnlyList<string> LeftOut)
{
    private const int MostNamed = 20;

    /// <summary>Pictures that are there under several names, the names of each together.</summary>
    public IReadOnlyList<string> Alike { get; init; } = [];

    /// <summary>Looks through a data set: names, cells, and every picture that is used, decoded.</summary>
    /// <param name="source">The folder that holds the styles, or a tar or zip of it; folders around the styles are passed through.</param>
    /// <param name="options">What must be there.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="InvalidDataException">Lists at once all wrong names, missing cells and unreadable pictures.</exception>
    public static CanvasSurvey Of(string source, CanvasSurveyOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var wanted = options.Labels is { } labels ? (Styles: labels.Styles.ToHashSet(StringComparer.Ordinal), Objects: labels.Objects.ToHashSet(StringComparer.Ordinal)) : default;
        var found = new List<(string Path, CanvasPicture? Picture, string? Fault, UInt128 Content)>();
        foreach (var chunk in CanvasFiles.Walk(source).Where(f => !IsPassedOver(f.Path)).Select(f => (f.Path, Picture: Parse(f.Path), f.Read)).Select(Read).Chunk(256))
        {
            cancellation.ThrowIfCancellationRequested();
            var faults = new string?[chunk.Length];
            var contents = new UInt128[chunk.Length];
            ParallelWork.For(chunk.Length, i => (faults[i], contents[i]) = chunk[i].Bytes is { } bytes ? (Fault(bytes), ContentOf(bytes)) : (chunk[i].Fault, 0), cancellation);
            found.AddRange(chunk.Select((file, i) => (file.Path, file.Picture, faults[i], contents[i])));
        }

        var problems = new Problems(source);
        problems.Add("name is not {style}/{object}/{number}.jpg", "names are not {style}/{object}/{number}.jpg", found.Where(f => f.Picture is null).Select(f => f.Path));
        problems.Add("picture cannot be read", "pictures cannot be read", found.Where(f => f.Fault is not null).Select(f => $"{f.Path} ({f.Fault})"));
        var pictures = found.Where(f => f.Picture is not null && IsWanted(f.Picture)).Select(f => f.Picture!).OrderBy(p => p.Style, StringComparer.Ordinal).ThenBy(p => p.Object, StringComparer.Ordinal).ThenBy(p => p.Number).ToList();
        problems.Add("picture is there twice", "pictures are there twice", pictures.GroupBy(p => (p.Style, p.Object, p.Number)).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g.Select(p => p.Place))));
        var there = options.Labels ?? new CanvasLabels(
            [.. pictures.Select(p => p.Style).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], [.. pictures.Select(p => p.Object).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        var cells = pictures.CountBy(p => (p.Style, p.Object)).ToDictionary();
        var all = (from style in there.Styles from thing in there.Objects select (Style: style, Object: thing)).ToList();
        var empty = all.Where(c => !cells.ContainsKey(c)).Select(c => $"{c.Style}/{c.Object}").ToList();
        problems.Add("cell has no picture", "cells have no pictures", empty);
        problems.Add(
            $"cell has less than {options.PicturesPerCell} pictures", $"cells have less than {options.PicturesPerCell} pictures",
            all.Where(c => cells.TryGetValue(c, out var n) && n < options.PicturesPerCell).Select(c => $"{c.Style}/{c.Object} ({cells[c]})"));
        var leftOut = LeftOutOf(found.Select(f => f.Picture!).Where(p => p is not null && !IsWanted(p)));
        // What is missing may be there under another name.
        if (empty.Count > 0) problems.Add("style is there and not used, under this name", "styles are there and not used, under these names", leftOut);
        if (pictures.Count == 0 && problems.None) problems.Add("picture is there", "pictures are there", ["none of the wanted labels"]);
        problems.ThrowIfAny();
        return new CanvasSurvey(source, there, pictures, leftOut)
        {
            Alike =
            [
                .. found.Where(f => f.Picture is not null && IsWanted(f.Picture)).GroupBy(f => f.Content).Where(g => g.Skip(1).Any())
                    .Select(g => string.Join(" and ", g.Select(f => f.Path).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
            ],
        };

        bool IsWanted(CanvasPicture picture) => wanted.Styles is null || (wanted.Styles.Contains(picture.Style) && wanted.Objects.Contains(picture.Object));

        // Of pictures that are not used the bytes are of no interest.
        (string Path, CanvasPicture? Picture, byte[]? Bytes, string? Fault) Read((string Path, CanvasPicture? Picture, Func<byte[]> Read) file)
        {
            if (file.Picture is null || !IsWanted(file.Picture)) return (file.Path, file.Picture, null, null);
            try
            {
                return (file.Path, file.Picture, file.Read(), null);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                return (file.Path, file.Picture, null, e.Message.TrimEnd('.'));
            }
        }
    }

    /// <summary>Looks whether a data set has any picture by its name; no picture is opened.</summary>
    /// <param name="source">The folder that holds the styles, or a tar or zip of it.</param>
    /// <exception cref="InvalidDataException">It has none, or is neither folder nor zip nor tar.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void Glance(string source)
    {
        if (!CanvasFiles.Names(source).Any(name => !IsPassedOver(name) && Parse(name) is not null))
            throw new InvalidDataException($"{source} holds no picture by style and object, named {{style}}/{{object}}/{{number}}.jpg: name the folder that holds the styles, or a tar or zip of it.");
    }

    /// <summary>Writes labels and pictures, so that who makes something of the data set need not look through it again.</summary>
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(new CanvasSurveyFile(Labels, Pictures), CanvasJson.Default.CanvasSurveyFile));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The data set that it is of, wherever it lies now.</param>
    public static CanvasSurvey Load(string path, string source)
    {
        var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), CanvasJson.Default.CanvasSurveyFile)!;
        return new CanvasSurvey(source, file.Labels, file.Pictures, []);
    }

    /// <summary>The files of some pictures, in the order in which the folder or archive has them.</summary>
    /// <param name="pictures">The pictures.</param>
    public IEnumerable<(CanvasPicture Picture, byte[] Content)> Read(IEnumerable<CanvasPicture> pictures)
    {
        var wanted = pictures.ToDictionary(p => p.Place, StringComparer.Ordinal);
        foreach (var (path, read) in CanvasFiles.Walk(Source))
        {
            if (wanted.TryGetValue(path, out var picture)) yield return (picture, read());
        }
    }

    // Whatever folders are around: an archive's root, 'data', 'UnlearnCanvas'. Who unpacked it with spaces in names has the same labels.
    private static CanvasPicture? Parse(string path) =>
        Name().Match(path) is { Success: true } match && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new CanvasPicture(match.Groups["style"].Value.Replace(' ', '_'), match.Groups["object"].Value.Replace(' ', '_'), number, path)
            : null;

    // What systems leave in folders and archives.
    private static bool IsPassedOver(string path) =>
        path.Split('/') is var parts && (Array.Exists(parts, part => part is "__MACOSX" || part.StartsWith('.')) || parts[^1] is "Thumbs.db" or "desktop.ini" or "README.md" or "LICENSE");

    private static string? Fault(byte[] bytes)
    {
        try
        {
            _ = RgbImage.Load(bytes);
            return null;
        }
        catch (InvalidDataException unreadable)
        {
            return unreadable.Message.TrimEnd('.');
        }
    }

    // Half of a digest tells two pictures apart as surely.
    private static UInt128 ContentOf(byte[] bytes) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(bytes));

    private static List<string> LeftOutOf(IEnumerable<CanvasPicture> others) =>
        [.. others.GroupBy(p => p.Style, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} ({g.Count()} pictures)")];

    [GeneratedRegex(@"^(?:.*/)?(?<style>[^/]+)/(?<object>[^/]+)/(?<number>\d+)\.(?:jpe?g|png|webp)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>Everything that is wrong, of each kind the first few by name.</summary>
    private sealed class Problems(string source)
    {
        private readonly List<string> _lines = [];

        public bool None => _lines.Count == 0;

        public void Add(string one, string many, IEnumerable<string> places)
        {
            var all = places.ToList();
            if (all.Count == 0) return;
            var more = all.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $", and {all.Count - MostNamed} more") : "";
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{all.Count} {(all.Count == 1 ? one : many)}: {string.Join(", ", all.Take(MostNamed))}{more}."));
        }

        public void ThrowIfAny()
        {
            if (!None) throw new InvalidDataException($"{source} is no complete data set of pictures by style and object:{string.Concat(_lines.Select(line => $"{Environment.NewLine}  {line}"))}");
        }
    }
}

internal sealed record CanvasSurveyFile(CanvasLabels Labels, IReadOnlyList<CanvasPicture> Pictures);

[JsonSerializable(typeof(CanvasSurveyFile))]
internal sealed partial class CanvasJson : JsonSerializerContext;
