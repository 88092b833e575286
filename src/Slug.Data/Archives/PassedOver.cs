namespace Slug.Data.Archives;

/// <summary>Counts what was passed over by what it is, with the first of each: nothing is lost in silence, and a thousand of a kind are one line.</summary>
internal sealed class PassedOver
{
    private readonly OrderedDictionary<string, (int Count, string First, string Several)> _kinds = [];
    private readonly List<string> _said = [];

    /// <summary>A phrase for each kind: <c>3 devices (dev/null first)</c>.</summary>
    public IEnumerable<string> Phrases =>
        _kinds.Select(kind => kind.Value.Count == 1 ? $"1 {kind.Key} ({kind.Value.First})" : $"{kind.Value.Count} {kind.Value.Several} ({kind.Value.First} first)").Concat(_said);

    /// <summary>Counts one.</summary>
    /// <param name="what">What it is, in the singular.</param>
    /// <param name="name">Its name; the first is kept.</param>
    /// <param name="several">The plural; by default with an s.</param>
    public void Add(string what, string name, string? several = null)
    {
        var (count, first, plural) = _kinds.GetValueOrDefault(what, (0, name, several ?? what + "s"));
        _kinds[what] = (count + 1, first, plural);
    }

    /// <summary>Says something that is not counted.</summary>
    public void Say(string phrase) => _said.Add(phrase);
}
