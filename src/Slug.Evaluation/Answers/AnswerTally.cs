namespace Slug.Evaluation.Answers;

/// <summary>How many of some answers are right.</summary>
/// <param name="Right">The right ones.</param>
/// <param name="Count">All of them.</param>
public readonly record struct AnswerTally(int Right, int Count)
{
    /// <summary>The share of right answers; not a number when there are none.</summary>
    public double Accuracy => Count == 0 ? double.NaN : (double)Right / Count;

    /// <summary>Counts.</summary>
    public static AnswerTally Of(IEnumerable<bool> right)
    {
        ArgumentNullException.ThrowIfNull(right);
        var all = right.ToList();
        return new AnswerTally(all.Count(r => r), all.Count);
    }
}

/// <summary>Answers of several groups, such as identities, or the pictures of a question file.</summary>
/// <param name="Groups">Each group with its answers, in the order of their first answer.</param>
public sealed record AnswerTallies(IReadOnlyList<(string Group, AnswerTally Tally)> Groups)
{
    /// <summary>All answers together: every answer counts the same.</summary>
    public AnswerTally Total => new(Groups.Sum(g => g.Tally.Right), Groups.Sum(g => g.Tally.Count));

    /// <summary>The mean of the groups' accuracies: every group counts the same, as the paper's mean over identities.</summary>
    public double MeanAccuracy => Groups.Count == 0 ? double.NaN : Groups.Average(g => g.Tally.Accuracy);

    /// <summary>Groups of which every answer is right, such as pictures with both of their questions: MME's accuracy+.</summary>
    public AnswerTally WholeGroups => new(Groups.Count(g => g.Tally.Right == g.Tally.Count), Groups.Count);

    /// <summary>Counts by group.</summary>
    public static AnswerTallies Of(IEnumerable<(string Group, bool Right)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return new AnswerTallies([.. answers.GroupBy(a => a.Group, a => a.Right, StringComparer.Ordinal).Select(g => (g.Key, AnswerTally.Of(g)))]);
    }
}
