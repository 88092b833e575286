namespace Slug.Evaluation.Answers;

/// <summary>When an answer is right.</summary>
public enum AnswerScoring
{
    /// <summary>It is one of the accepted answers, but for case, blanks and punctuation around it.</summary>
    Exact,

    /// <summary>It contains one of the accepted answers as whole words.</summary>
    Contained,

    /// <summary>It says yes or no as the accepted answer does; the first of the two words that it holds counts.</summary>
    YesNo,
}

/// <summary>Scores answers in words.</summary>
public static class AnswerScore
{
    /// <summary>Whether an answer is right.</summary>
    /// <param name="scoring">The rule.</param>
    /// <param name="answer">The answer, which may be empty.</param>
    /// <param name="accepted">The accepted answers, at least one.</param>
    /// <exception cref="InvalidDataException">There are no accepted answers, one is empty, or for <see cref="AnswerScoring.YesNo"/> is neither yes nor no.</exception>
    public static bool IsRight(AnswerScoring scoring, string answer, IReadOnlyList<string> accepted)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Problem(scoring, accepted) is { } problem) throw new InvalidDataException(problem);
        var words = AnswerWords.Of(answer);
        return scoring switch
        {
            AnswerScoring.Exact => accepted.Any(a => AnswerWords.Of(a).SequenceEqual(words)),
            AnswerScoring.Contained => accepted.Any(a => AnswerWords.Contain(words, AnswerWords.Of(a))),
            AnswerScoring.YesNo => words.FirstOrDefault(IsYesOrNo) is { } said && said == AnswerWords.Of(accepted[0]).First(IsYesOrNo),
            _ => throw new ArgumentOutOfRangeException(nameof(scoring)),
        };
    }

    /// <summary>What is wrong with a list of accepted answers; null when nothing is. For whoever reads question files.</summary>
    public static string? Problem(AnswerScoring scoring, IReadOnlyList<string> accepted)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        if (accepted.Count == 0) return "the list of accepted answers is empty.";
        if (accepted.FirstOrDefault(a => AnswerWords.Of(a).Count == 0) is { } empty) return $"the accepted answer '{empty}' has no words.";
        if (scoring != AnswerScoring.YesNo) return null;
        var said = accepted.Select(a => AnswerWords.Of(a) is [var word] && IsYesOrNo(word) ? word : null).Distinct().ToList();
        return said is [not null] ? null : $"yes/no scoring needs the answer yes or no, not {string.Join(", ", accepted.Select(a => $"'{a}'"))}.";
    }

    private static bool IsYesOrNo(string word) => word is "yes" or "no";
}
