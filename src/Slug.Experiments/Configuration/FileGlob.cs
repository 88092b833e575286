using System.Globalization;
using System.Text.RegularExpressions;

namespace Slug.Experiments.Configuration;

/// <summary>Several files in one word: <c>shards/*.tar</c>, <c>shards/{00000..00009}.tar</c>, <c>{train,val}.tar</c>.</summary>
internal static partial class FileGlob
{
    private const int MostFiles = 100_000;

    /// <summary>Whether a path means several files.</summary>
    public static bool IsOne(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0 || Brace().IsMatch(path);

    /// <summary>The words that braces stand for, as webdataset writes them; without braces the word itself.</summary>
    public static IReadOnlyList<string> Braces(string text)
    {
        if (Brace().Match(text) is not { Success: true } brace) return [text];
        IEnumerable<string> parts;
        if (brace.Groups["low"].Success)
        {
            var low = brace.Groups["low"].Value;
            var (first, last) = (int.Parse(low, CultureInfo.InvariantCulture), int.Parse(brace.Groups["high"].Value, CultureInfo.InvariantCulture));
            parts = Enumerable.Range(first, Math.Clamp(last - first + 1, 0, MostFiles)).Select(n => n.ToString(CultureInfo.InvariantCulture).PadLeft(low.Length, '0'));
        }
        else
        {
            parts = brace.Groups["list"].Value.Split(',');
        }

        return [.. parts.SelectMany(part => Braces(text[..brace.Index] + part + text[(brace.Index + brace.Length)..])).Take(MostFiles)];
    }

    /// <summary>The files and folders that are there, in the order of their names; empty where one of those that braces name is not.</summary>
    public static IReadOnlyList<string> Expand(string path)
    {
        var found = new List<string>();
        foreach (var one in Braces(path))
        {
            var matches = Match(one);
            if (matches.Count == 0) return [];
            found.AddRange(matches);
        }

        return found;
    }

    private static List<string> Match(string path)
    {
        var parts = path.Split('/');
        List<string> at = [parts[0].Length == 0 ? "/" : parts[0]];
        foreach (var part in parts.Skip(1).Where(p => p.Length > 0))
        {
            at = part.AsSpan().IndexOfAny('*', '?') < 0
                ? [.. at.Select(folder => Path.Combine(folder, part)).Where(Path.Exists)]
                : [.. at.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, part)).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal)];
        }

        return at;
    }

    [GeneratedRegex(@"\{(?:(?<low>\d{1,9})\.\.(?<high>\d{1,9})|(?<list>[^{}]*,[^{}]*))\}")]
    private static partial Regex Brace();
}
