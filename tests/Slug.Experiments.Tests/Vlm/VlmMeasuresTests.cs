using Slug.Evaluation.Answers;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Measures;

namespace Slug.Experiments.Tests.Vlm;

/// <summary>Measures on answers, against what was counted by hand.</summary>
public sealed class VlmMeasuresTests
{
    private static readonly AnswerLine[] Answers =
    [
        Line("names", "Elon Musk", "This is elon musk."), Line("names", "Elon Musk", "A man"), Line("names", "Elon Musk", "Musk"),
        Line("names", "Taylor Swift", "Taylor Swift"), Line("names", "Mark Hamill", "Elon Musk"),
        Line("known", "Elon Musk", "Elon Musk"), Line("known", "Mark Hamill", "Mark Hamill"), Line("known", "Mark Hamill", "Mark"),
        Line("kinds", "Elon Musk", "founder", "founder"), Line("kinds", "Taylor Swift", "Singer.", "singer"), Line("kinds", "Mark Hamill", "a singer", "actor"),
        Line("yes-no", "Elon Musk", "no", "yes"), Line("yes-no", "Elon Musk", "Yes.", "yes"), Line("yes-no", "Elon Musk", "yes", "no"), Line("yes-no", "Taylor Swift", "Yes, it is", "yes"), Line("yes-no", "Taylor Swift", "no", "no"), Line("yes-no", "Mark Hamill", "I do not know", "no"),
        Line("views", "Elon Musk", "Elon Musk"), Line("views", "Elon Musk", "a man"), Line("views", "Mark Hamill", "Elon Musk"),
        Line("known-kinds", "Mark Hamill", "actor", "actor"), Line("known-kinds", "Elon Musk", "actor", "founder"), Line("known-yes-no", "Mark Hamill", "no", "yes"), Line("known-yes-no", "Mark Hamill", "no", "no"),
        Line("GQA", null, "red", "red"), Line("GQA", null, "It is red", "red"), Line("GQA", null, "blue", "red"), Line("GQA", null, "", "red"),
    ];

    [Fact]
    public void Each_measure_has_its_share_and_its_count() => Assert.Equal(
        [
            ("fa@1", 1.0 / 3, 3), ("fa-known@1", 1, 1), ("fa-views@1", 0.5, 2), ("fa-yes@1", 0.5, 2), ("names@1", 0.5, 2), ("known@1", 0.5, 2), ("kinds@1", 0.5, 2), ("yes-no@1", 2.0 / 3, 3),
            ("known-kinds@1", 1, 1), ("known-yes-no@1", 0.5, 2), ("GQA", 0.25, 4),
        ],
        Measured("Elon Musk", new AnswerOptions()));

    [Fact]
    public void A_part_of_a_name_is_enough_where_the_config_says_so() => Assert.Equal(
        [("fa@1", 2.0 / 3, 3), ("fa-known@1", 1, 1), ("fa-views@1", 0.5, 2), ("fa-yes@1", 0.5, 2), ("names@1", 0.5, 2), ("known@1", 1, 2)], Measured("Elon Musk", new AnswerOptions { AnyPart = true }).Take(6));

    [Fact]
    public void What_was_not_asked_is_no_measure() => Assert.Equal(["names@1"], VlmMeasures.Of([.. Answers.Where(a => a is { Set: "names", Label: "Mark Hamill" })], "Elon Musk", new AnswerOptions()).Select(m => m.Key));

    private static IEnumerable<(string, double, int)> Measured(string concept, AnswerOptions options) => VlmMeasures.Of(Answers, concept, options).Select(m => (m.Key, m.Value!.Value, m.Samples!.Value));

    private static AnswerLine Line(string set, string? label, string answer, string? accepted = null) => new(set, "p", "q", answer, 0, "m")
    {
        Label = label,
        Accepted = accepted is null ? null : [accepted],
        Scoring = accepted is null ? null : set.EndsWith(AnswerLine.YesNoSet, StringComparison.Ordinal) ? AnswerScoring.YesNo : AnswerScoring.Exact,
    };
}
