namespace Slug.Data.WebDataset;

/// <summary>Counts the samples that lack something or have too much, with the first of each kind.</summary>
internal sealed class SampleCensus
{
    private readonly Counter _strays = new();
    private readonly Counter _repeated = new();
    private readonly Counter _dotted = new();
    private readonly Counter _several = new();
    private readonly Counter _pictureOnly = new();
    private readonly Counter _captionOnly = new();
    private readonly Counter _unreadable = new();
    private string _reading = "";
    private string _choice = "";

    /// <summary>A file that belongs to no sample.</summary>
    public void AddStray(string path) => _strays.Add(path);

    /// <summary>A second file of one name in a sample.</summary>
    public void AddRepeated(string path) => _repeated.Add(path);

    /// <summary>A sample.</summary>
    public void Add(TarSample sample)
    {
        var caption = sample.Captions.Of(sample, out var unreadable);
        if (unreadable)
            _unreadable.Add(sample.Key);
        var pictures = sample.Pictures;
        var hasCaption = unreadable || caption is { Length: > 0 } || sample.Find("cls") is not null;
        if (!hasCaption && DottedNames(sample) is { Count: > 0 } dotted)
        {
            if (_dotted.Count == 0)
                _reading = $"'{dotted[0]}' for the file {dotted[0][(sample.Key.Length + 1)..]} of the sample {sample.Key}";
            foreach (var name in dotted)
                _dotted.Add(name);
            return;
        }
        if (pictures.Count == 0 && hasCaption)
            _captionOnly.Add(sample.Key);
        else if (pictures.Count > 0 && !hasCaption)
            _pictureOnly.Add(sample.Key);
        if (pictures.Count > 1 || (pictures.Count == 1 && SampleNames.IsNamedPicture(pictures[0])))
        {
            if (_several.Count == 0)
                _choice = Choice(pictures);
            _several.Add(sample.Key);
        }
    }

    /// <summary>A line for each kind that there is.</summary>
    public IEnumerable<string> Lines()
    {
        if (_dotted.Count > 0)
        {
            yield return $"{_dotted.Of("sample", "is", "are")} lost to dots in their names: webdataset takes what stands behind a name's first dot for the kind of file, "
                + $"here {_reading}. Rename the files so that the ending's is the only dot.";
        }
        if (_pictureOnly.Count > 0 && _captionOnly.Count > 0)
        {
            yield return $"{_pictureOnly.Of("sample", "has", "have")} a picture and no caption, and {_captionOnly.Of("sample", "has", "have")} a caption and no picture. "
                + "The files of a sample must stand side by side with one name: pack them sorted (tar --sort=name).";
        }
        else if (_pictureOnly.Count > 0)
        {
            yield return $"{_pictureOnly.Of("sample", "has", "have")} a picture and no caption (a member txt, or caption in a member json).";
        }
        else if (_captionOnly.Count > 0)
        {
            yield return $"{_captionOnly.Of("sample", "has", "have")} a caption and no picture ({string.Join(", ", SampleNames.PictureEndings)}).";
        }
        if (_unreadable.Count > 0)
        {
            yield return $"{_unreadable.Of("caption", "is", "are")} no text in UTF-8 and have no byte order mark; they count as missing. "
                + "Convert them to UTF-8, or name their encoding (captionEncoding).";
        }
        if (_several.Count > 0)
            yield return $"{_several.Of("sample", "has", "have")} {_choice}.";
        if (_repeated.Count > 0)
            yield return $"{_repeated.Of("file", "has", "have")} the name of another in the same sample; the first is taken.";
        if (_strays.Count > 0)
            yield return $"{_strays.Of("file", "belongs", "belong")} to no sample: the name has no ending, or begins with a dot.";
    }

    // Files whose own names, up to the last dot, are longer than the key and are those of a picture with its words: one of the user's samples each.
    private static List<string> DottedNames(TarSample sample) =>
    [
        .. sample.Members.Where(member => member.Key.Contains('.')).GroupBy(member => member.Key[..member.Key.LastIndexOf('.')])
            .Where(own => own.Any(member => SampleNames.IsNamedPicture(member.Key)))
            .Select(own => $"{sample.Key}.{own.First(member => SampleNames.IsNamedPicture(member.Key)).Key}"),
    ];

    private static string Choice(IReadOnlyList<string> pictures)
    {
        var why = SampleNames.IsNamedPicture(pictures[0]) ? "the first in the shard"
            : SampleNames.IsNamedPicture(pictures[1]) ? "the one without a further name"
            : $"by the order {string.Join(", ", SampleNames.PictureEndings)}";
        return pictures.Count == 1
            ? $"a picture with a further name before its ending: {pictures[0]} is taken, being the only one"
            : $"several pictures for one caption: {pictures[0]} is taken, {why}, and {string.Join(", ", pictures.Skip(1).Take(4))} left aside";
    }

    private sealed class Counter
    {
        private string _first = "";

        public int Count { get; private set; }

        public void Add(string name)
        {
            if (Count++ == 0)
                _first = name;
        }

        /// <summary>How many, the first of them, and the verb that follows.</summary>
        public string Of(string what, string one, string several) => Count == 1 ? $"1 {what} ({_first}) {one}" : $"{Count} {what}s ({_first} first) {several}";
    }
}
