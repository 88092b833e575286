namespace Slug.Models.Tokenizers;

/// <summary>
/// The ordered merge rules of CLIP's byte-pair encoding: the earlier a pair stands in the list, the sooner it is joined.
/// </summary>
public sealed class BpeMerges
{
    /// <summary>The number of merges in CLIP's vocabulary: 49,408 ids less 2·256 byte symbols and the two special tokens.</summary>
    public const int ClipCount = 49408 - (2 * 256) - 2;

    private BpeMerges(IReadOnlyList<(string Left, string Right)> pairs) => Pairs = pairs;

    /// <summary>The merge rules, strongest first.</summary>
    public IReadOnlyList<(string Left, string Right)> Pairs { get; }

    /// <summary>
    /// Reads the text form: a header line, then one merge a line, two symbols with a space between. Lines after the first
    /// <see cref="ClipCount"/> merges are not part of CLIP's vocabulary and are left aside, as the reference does.
    /// </summary>
    /// <exception cref="InvalidDataException">A malformed line or too few merges.</exception>
    public static BpeMerges FromMergesText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pairs = new List<(string, string)>(ClipCount);
        var lineNumber = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            lineNumber++;
            if (lineNumber == 1) continue;
            if (pairs.Count == ClipCount) break;
            if (line.IsEmpty) continue;
            var space = line.IndexOf(' ');
            if (space <= 0 || space == line.Length - 1 || line[(space + 1)..].Contains(' '))
                throw new InvalidDataException($"Line {lineNumber} of the BPE merges is '{line}', not two symbols with one space between.");
            pairs.Add((line[..space].ToString(), line[(space + 1)..].ToString()));
        }

        if (pairs.Count != ClipCount)
            throw new InvalidDataException($"The BPE merges have {pairs.Count} rules, CLIP's have {ClipCount}; is the file cut off, or of another model?");
        return new BpeMerges(pairs);
    }
}
