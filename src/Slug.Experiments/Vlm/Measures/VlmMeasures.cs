using Slug.Evaluation.Answers;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Figures.Tables;

namespace Slug.Experiments.Vlm.Measures;

/// <summary>The measures on answers (METHOD section 7), with their names and counts.</summary>
internal static class VlmMeasures
{
    /// <summary>What a model's answers say of a concept: how often it is still named, how often others are, and what else is answered rightly.</summary>
    /// <param name="answers">All answers of the model.</param>
    /// <param name="concept">The concept.</param>
    /// <param name="options">What was asked.</param>
    public static IReadOnlyList<Measure> Of(IReadOnlyList<AnswerLine> answers, string concept, AnswerOptions options)
    {
        var target = new NameMatch(concept, options.AnyPart);
        var matches = answers.Where(a => a.Label is not null).Select(a => a.Label!).Distinct().ToDictionary(name => name, name => new NameMatch(name, options.AnyPart));
        var measures = new List<Measure>();
        Add("fa@1", "FA", Better.Lower, MeasureSubject.Forgotten, Set(AnswerLine.NameSet).Where(a => a.Label == concept), a => target.Names(a.Answer));
        Add("fa-known@1", "FA known", Better.Lower, MeasureSubject.Forgotten, Set(AnswerLine.KnownSet).Where(a => a.Label == concept), a => target.Names(a.Answer));
        Add("fa-views@1", "FA views", Better.Lower, MeasureSubject.Forgotten, Set(AnswerLine.ViewSet).Where(a => a.Label == concept), a => target.Names(a.Answer));
        // That an answer does not name it says nothing of whether the model still knows it when asked.
        Add("fa-yes@1", "FA yes", Better.Lower, MeasureSubject.Forgotten, Set(AnswerLine.YesNoSet).Where(a => a.Label == concept && a.Accepted is ["yes"]), IsRight);
        Add("names@1", "names", Better.Higher, MeasureSubject.Kept, Set(AnswerLine.NameSet).Where(a => a.Label != concept), a => matches[a.Label!].Names(a.Answer));
        Add("known@1", "known", Better.Higher, MeasureSubject.Kept, Set(AnswerLine.KnownSet).Where(a => a.Label != concept), a => matches[a.Label!].Names(a.Answer));
        Add("kinds@1", "kinds", Better.Higher, MeasureSubject.Kept, Set(AnswerLine.KindSet).Where(a => a.Label != concept), IsRight);
        Add("yes-no@1", "yes/no", Better.Higher, MeasureSubject.Kept, Set(AnswerLine.YesNoSet).Where(a => a.Label != concept), IsRight);
        Add("known-kinds@1", "known kinds", Better.Higher, MeasureSubject.Kept, Set(AnswerLine.KnownKindSet).Where(a => a.Label != concept), IsRight, isDetail: true);
        Add("known-yes-no@1", "known yes/no", Better.Higher, MeasureSubject.Kept, Set(AnswerLine.KnownYesNoSet).Where(a => a.Label != concept), IsRight, isDetail: true);
        foreach (var own in answers.Where(a => a.Label is null).GroupBy(a => a.Set)) Add(own.Key, own.Key, Better.Higher, MeasureSubject.Kept, own, IsRight);
        return measures;

        IEnumerable<AnswerLine> Set(string set) => answers.Where(a => a.Set == set && a.Label is not null);

        void Add(string key, string label, Better better, MeasureSubject subject, IEnumerable<AnswerLine> asked, Func<AnswerLine, bool> right, bool isDetail = false)
        {
            var tally = AnswerTally.Of(asked.Select(right));
            if (tally.Count > 0) measures.Add(new Measure(key, tally.Accuracy, better, subject) { Label = label, Samples = tally.Count, IsDetail = isDetail });
        }
    }

    /// <summary>What a search reached: how much of the target was still named, and of the others.</summary>
    public static IReadOnlyList<Measure> Reached(double named, double others) =>
    [
        new("fa@1", named, Better.Lower, MeasureSubject.Forgotten) { Label = "FA" },
        new("names@1", others, Better.Higher, MeasureSubject.Kept) { Label = "names" },
    ];

    /// <summary>What a measure means, for people who read the table.</summary>
    /// <param name="key">Its key.</param>
    public static string? MeaningOf(string key) => key switch
    {
        "fa@1" => "share of the forgotten concept's test pictures whose answer still names it; of the original model: how well it knew it",
        "fa-known@1" => "the same of the pictures that the model was trained on",
        "fa-views@1" => "the same of new augmented views of those pictures, which neither training nor search has seen",
        "fa-yes@1" => "share of the concept's test pictures of which yes is still answered to the question whether they show it",
        "names@1" => "share of all other test pictures whose answer names what they show: what is kept",
        "known@1" => "the same of the pictures that the model was trained on",
        "kinds@1" => "share of all other test pictures of which the coarser kind is answered",
        "yes-no@1" => "share of yes-or-no questions about them that are answered rightly",
        "known-kinds@1" => "share of the pictures that the model was trained on of which the coarser kind is answered",
        "known-yes-no@1" => "share of yes-or-no questions about those that are answered rightly",
        _ => "share of the questions of this file that are answered rightly",
    };

    private static bool IsRight(AnswerLine answer) => AnswerScore.IsRight(answer.Scoring!.Value, answer.Answer, answer.Accepted!);
}
