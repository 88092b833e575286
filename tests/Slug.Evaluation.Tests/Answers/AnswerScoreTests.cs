using Slug.Evaluation.Answers;

namespace Slug.Evaluation.Tests.Answers;

public class AnswerScoreTests
{
    [Theory]
    [InlineData("Red.", "red", true)]
    [InlineData(" \"RED\" ", "red", true)]
    [InlineData("red apple", "red", false)]
    [InlineData("fire_truck", "Fire truck", true)]
    [InlineData("(B)", "B", true)]
    [InlineData("B. The dog", "B", false)]
    [InlineData("3.5", "3.5", true)]
    [InlineData("35", "3.5", false)]
    [InlineData("", "red", false)]
    public void An_exact_answer_is_the_accepted_one_but_for_case_and_punctuation(string answer, string accepted, bool right) =>
        Assert.Equal(right, AnswerScore.IsRight(AnswerScoring.Exact, answer, ["something else", accepted]));

    [Theory]
    [InlineData("It is a red apple.", "red apple", true)]
    [InlineData("It is a red, ripe apple.", "red apple", false)]
    [InlineData("A hotdog", "dog", false)]
    [InlineData("A hot dog!", "dog", true)]
    [InlineData("", "dog", false)]
    public void A_contained_answer_is_made_of_whole_words(string answer, string accepted, bool right) =>
        Assert.Equal(right, AnswerScore.IsRight(AnswerScoring.Contained, answer, [accepted]));

    [Fact]
    public void One_of_several_accepted_answers_is_enough() =>
        Assert.True(AnswerScore.IsRight(AnswerScoring.Contained, "A hot dog!", ["cat", "dog"]));

    [Theory]
    [InlineData("Yes", "yes", true)]
    [InlineData("Yes, it is not a dog.", "Yes", true)]
    [InlineData("The answer is no.", "no", true)]
    [InlineData("No, yes would be wrong.", "yes", false)]
    [InlineData("I know", "no", false)]
    [InlineData("A dog", "no", false)]
    [InlineData("", "no", false)]
    public void Of_yes_and_no_the_first_counts_and_neither_is_wrong(string answer, string accepted, bool right) =>
        Assert.Equal(right, AnswerScore.IsRight(AnswerScoring.YesNo, answer, [accepted]));

    [Fact]
    public void Lists_that_no_answer_could_match_are_told()
    {
        Assert.Contains("is empty", Assert.Throws<InvalidDataException>(() => AnswerScore.IsRight(AnswerScoring.Exact, "a", [])).Message, StringComparison.Ordinal);
        Assert.Contains("has no words", AnswerScore.Problem(AnswerScoring.Contained, ["a", " . "]), StringComparison.Ordinal);
        Assert.Contains("not 'maybe'", AnswerScore.Problem(AnswerScoring.YesNo, ["maybe"]), StringComparison.Ordinal);
        Assert.Contains("not 'yes', 'no'", AnswerScore.Problem(AnswerScoring.YesNo, ["yes", "no"]), StringComparison.Ordinal);
        Assert.Null(AnswerScore.Problem(AnswerScoring.YesNo, ["Yes", "yes."]));
    }

    [Theory]
    [InlineData("This is elon  musk, the entrepreneur.", false, true)]
    [InlineData("This is Musk.", false, false)]
    [InlineData("This is Musk.", true, true)]
    [InlineData("Somebody", true, false)]
    [InlineData("", true, false)]
    public void A_name_is_named_in_any_case_by_its_whole_or_by_a_part(string answer, bool anyPart, bool named) =>
        Assert.Equal(named, new NameMatch("Elon_Musk", anyPart).Names(answer));

    [Fact]
    public void An_initial_is_no_part_of_a_name()
    {
        Assert.False(new NameMatch("Samuel L. Jackson", anyPart: true).Names("A lamp"));
        Assert.True(new NameMatch("Samuel L. Jackson", anyPart: true).Names("Mr. Jackson"));
        Assert.False(new NameMatch("Samuel L Jackson", anyPart: true).Names("A lamp"));
        Assert.StartsWith("The name is empty.", Assert.Throws<ArgumentException>(() => new NameMatch(" _ ")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mean_over_identities_weighs_each_the_same_and_counts_are_kept()
    {
        var tallies = AnswerTallies.Of([("a", true), ("b", false), ("a", true), ("a", true), ("a", false), ("b", true)]);
        Assert.Equal([("a", new AnswerTally(3, 4)), ("b", new AnswerTally(1, 2))], tallies.Groups);
        Assert.Equal(0.625, tallies.MeanAccuracy);
        Assert.Equal(new AnswerTally(4, 6), tallies.Total);
        Assert.Equal(new AnswerTally(0, 2), tallies.WholeGroups);
        Assert.True(double.IsNaN(AnswerTally.Of([]).Accuracy));
        Assert.True(double.IsNaN(AnswerTallies.Of([]).MeanAccuracy));
    }

    [Theory]
    [InlineData("+", "+", true)]
    [InlineData("$5", "5", false)]
    [InlineData("(5)", "5", true)]
    [InlineData("don't.", "don't", true)]
    [InlineData("dont", "don't", false)]
    [InlineData("a\tb\nc", "A B C", true)]
    [InlineData("...", "red", false)]
    public void Signs_and_what_stands_inside_belong_to_a_word(string answer, string accepted, bool right) =>
        Assert.Equal(right, AnswerScore.IsRight(AnswerScoring.Exact, answer, [accepted]));

    [Theory]
    [InlineData("a red", "red apple", false)]
    [InlineData("red apple", "red apple", true)]
    [InlineData("apple red apple", "red apple", true)]
    [InlineData("red", "red apple", false)]
    public void A_contained_answer_may_be_all_of_it_or_its_end(string answer, string accepted, bool right) =>
        Assert.Equal(right, AnswerScore.IsRight(AnswerScoring.Contained, answer, [accepted]));

    [Fact]
    public void Groups_answered_wholly_are_counted()
    {
        var tallies = AnswerTallies.Of([("a", true), ("a", true), ("b", true), ("b", false), ("c", true)]);
        Assert.Equal(new AnswerTally(2, 3), tallies.WholeGroups);
        Assert.Equal((1 + 0.5 + 1) / 3, tallies.MeanAccuracy, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => AnswerScore.IsRight((AnswerScoring)9, "a", ["a"]));
    }
}
