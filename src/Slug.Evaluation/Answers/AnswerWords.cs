namespace Slug.Evaluation.Answers;

/// <summary>The words of an answer: lower case, apart at blanks and underscores, without punctuation around them.</summary>
internal static class AnswerWords
{
    public static IReadOnlyList<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Replace('_', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Bare).Where(word => word.Length > 0)];
    }

    /// <summary>Whether the words hold others in a row.</summary>
    public static bool Contain(IReadOnlyList<string> words, IReadOnlyList<string> part) =>
        part.Count > 0 && Enumerable.Range(0, Math.Max(0, words.Count - part.Count + 1)).Any(start => part.Index().All(p => words[start + p.Index] == p.Item));

    // A sign such as + or $ is part of a word, and so is what stands inside, as in 3.5 or don't.
    private static string Bare(string word)
    {
        var (start, end) = (0, word.Length);
        while (start < end && char.IsPunctuation(word[start])) start++;
        while (end > start && char.IsPunctuation(word[end - 1])) end--;
        return word[start..end].ToLowerInvariant();
    }
}
