using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slug.Evaluation.Generations;

/// <summary>A picture that a model is asked for.</summary>
/// <param name="FileName">Its file's name.</param>
/// <param name="Prompt">Its prompt.</param>
/// <param name="Labels">What the prompt asks for, a label a domain.</param>
/// <param name="Seed">The seed of its noise.</param>
public sealed record WantedPicture(string FileName, string Prompt, IReadOnlyDictionary<string, string> Labels, long Seed);

/// <summary>A line of an answer set's manifest.</summary>
/// <param name="File">The picture's name.</param>
/// <param name="Labels">What its prompt asks for, a label a domain.</param>
/// <param name="Prompt">Its prompt.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Model">What tells the model: of all that its pictures depend on.</param>
/// <param name="Sha256">The digest of the file.</param>
public sealed record AnswerLine(string File, IReadOnlyDictionary<string, string> Labels, string Prompt, long Seed, string Model, string Sha256);

/// <summary>What of an answer set counts and what does not.</summary>
/// <param name="Complete">The pictures that are there, of this model and as they were written.</param>
/// <param name="Missing">Those that are not there.</param>
/// <param name="Stale">Those of another model, or of none that is known.</param>
/// <param name="Changed">Those whose bytes are not the manifest's.</param>
public sealed record AnswerSetState(IReadOnlyList<WantedPicture> Complete, IReadOnlyList<WantedPicture> Missing, IReadOnlyList<WantedPicture> Stale, IReadOnlyList<WantedPicture> Changed)
{
    /// <summary>Those that must be generated (again).</summary>
    public IEnumerable<WantedPicture> ToDo => [.. Missing, .. Stale, .. Changed];
}

/// <summary>
/// The pictures of one model in a folder, and beside the folder a manifest with a line a picture. Those of UnlearnCanvas lie in
/// <c>{root}/{target}/{Style}_{Object}_seed{seed}.jpg</c>, as the official accuracy.py and fid.py look for them; where the manifest is, those tools do not look. The
/// pictures of an older model are never counted for a newer one; a kill loses the picture in flight.
/// </summary>
public sealed class AnswerSet
{
    private readonly string _model;
    private readonly Dictionary<string, AnswerLine> _lines;

    /// <summary>Opens an answer set, or begins one, whose folder is made with its first picture.</summary>
    /// <param name="root">The folder of all answer sets.</param>
    /// <param name="target">What was unlearned, as on disk: <c>Pop_Art</c>.</param>
    /// <param name="model">See <see cref="AnswerLine.Model"/>.</param>
    /// <exception cref="ArgumentException">The target is no name of a folder.</exception>
    public AnswerSet(string root, string target, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (target is "." or ".." || target.AsSpan().IndexOfAny('/', '\\') >= 0) throw new ArgumentException($"'{target}' is no name of a folder.", nameof(target));
        _model = model;
        Folder = Path.Combine(root, target);
        Manifest = Path.Combine(root, target + ".manifest.jsonl");
        // The last line of a picture counts.
        _lines = Read(Manifest).GroupBy(line => line.File, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
    }

    /// <summary>Where the pictures are.</summary>
    public string Folder { get; }

    /// <summary>Where the manifest is.</summary>
    public string Manifest { get; }

    /// <summary>The pictures of a request in the order of the official program: style by style, object by object, seed by seed.</summary>
    public static IReadOnlyList<WantedPicture> Names(IEnumerable<string> styles, IReadOnlyCollection<string> objects, IReadOnlyCollection<long> seeds)
    {
        ArgumentNullException.ThrowIfNull(styles);
        return [.. from style in styles from thing in objects from seed in seeds select new AnswerName(style.Replace(' ', '_'), thing.Replace(' ', '_'), seed).ToWanted()];
    }

    /// <summary>What there is of the pictures that are wanted; each that is there is read and its digest compared.</summary>
    public AnswerSetState State(IEnumerable<WantedPicture> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var (complete, missing, stale, changed) = (new List<WantedPicture>(), new List<WantedPicture>(), new List<WantedPicture>(), new List<WantedPicture>());
        foreach (var name in names)
        {
            var path = Path.Combine(Folder, name.FileName);
            var to = !File.Exists(path) ? missing
                : !_lines.TryGetValue(name.FileName, out var line) || line.Model != _model || line.Prompt != name.Prompt ? stale
                : Digest(File.ReadAllBytes(path)) != line.Sha256 ? changed
                : complete;
            to.Add(name);
        }

        return new AnswerSetState(complete, missing, stale, changed);
    }

    /// <summary>Adds a picture, in the place of an older one: the file whole or not at all, then its line.</summary>
    /// <param name="name">The picture.</param>
    /// <param name="content">The file's content; a JPEG where the name says so.</param>
    public void Add(WantedPicture name, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.FileName.EndsWith(".jpg", StringComparison.Ordinal) && !content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            throw new ArgumentException($"'{name.FileName}' is no JPEG, which the official tools read.", nameof(content));
        var (path, part) = (Path.Combine(Folder, name.FileName), $"{Manifest}.{Environment.ProcessId}.part");
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(part, content);
        File.Move(part, path, overwrite: true);
        var line = new AnswerLine(name.FileName, Sorted(name.Labels), name.Prompt, name.Seed, _model, Digest(content));
        // A line that a kill has torn ends here.
        var torn = File.Exists(Manifest) && new FileInfo(Manifest).Length > 0 && !EndsWithNewLine(Manifest) ? "\n" : "";
        File.AppendAllText(Manifest, $"{torn}{Text(line)}\n");
        _lines[name.FileName] = line;
    }

    /// <summary>The pictures, for whoever judges them, in the order of the names.</summary>
    /// <exception cref="InvalidDataException">Some are missing, of another model or changed; told with the first of each.</exception>
    public IEnumerable<(WantedPicture Name, string Path)> Complete(IReadOnlyList<WantedPicture> names)
    {
        var state = State(names);
        if (state.ToDo.Any())
        {
            var kinds = new[] { ("missing", state.Missing), ("of another model", state.Stale), ("not as they were written", state.Changed) };
            throw new InvalidDataException($"{Folder}: of {names.Count} pictures {string.Join(", ", kinds.Where(k => k.Item2.Count > 0).Select(k => $"{k.Item2.Count} are {k.Item1} ({k.Item2[0].FileName} first)"))}. Run Generate again.");
        }

        return state.Complete.Select(name => (name, Path.Combine(Folder, name.FileName)));
    }

    /// <summary>Copies the pictures into a folder and writes their manifest, in the order of the names: the same bytes however often the set was broken off.</summary>
    /// <param name="names">The pictures.</param>
    /// <param name="folder">The folder, which is there.</param>
    /// <param name="manifest">The manifest's file.</param>
    /// <exception cref="InvalidDataException">Some are missing, of another model or changed.</exception>
    public void CopyTo(IReadOnlyList<WantedPicture> names, string folder, string manifest)
    {
        foreach (var (name, path) in Complete(names)) File.Copy(path, Path.Combine(folder, name.FileName));
        File.WriteAllText(manifest, string.Concat(names.Select(name => $"{Text(_lines[name.FileName])}\n")));
    }

    /// <summary>The lines of a manifest that is whole.</summary>
    /// <exception cref="InvalidDataException">It is none, or a line of it is torn.</exception>
    public static IReadOnlyList<AnswerLine> ReadWhole(string manifest)
    {
        try
        {
            var lines = File.ReadLines(manifest).Select(text => JsonSerializer.Deserialize(text, AnswerJson.Default.AnswerLine)).OfType<AnswerLine>().ToList();
            return lines.Count > 0 && lines.TrueForAll(l => l is { File: not null, Labels: not null, Sha256: not null })
                ? lines
                : throw new InvalidDataException($"{manifest} is no manifest of generated pictures. Run Generate again.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{manifest} is no manifest of generated pictures: {e.Message} Run Generate again.", e);
        }
    }

    private static List<AnswerLine> Read(string manifest)
    {
        var lines = new List<AnswerLine>();
        if (!File.Exists(manifest)) return lines;
        foreach (var text in File.ReadLines(manifest))
        {
            try
            {
                if (JsonSerializer.Deserialize(text, AnswerJson.Default.AnswerLine) is { File: not null, Sha256: not null } line) lines.Add(line);
            }
            catch (JsonException)
            {
                // Torn by a kill: its picture counts as of no known model and is made again.
            }
        }

        return lines;
    }

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> labels) => new(labels.ToDictionary(), StringComparer.Ordinal);

    private static string Text(AnswerLine line) => JsonSerializer.Serialize(line, AnswerJson.Default.AnswerLine);

    private static bool EndsWithNewLine(string path)
    {
        using var file = File.OpenRead(path);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnswerLine))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class AnswerJson : JsonSerializerContext;
