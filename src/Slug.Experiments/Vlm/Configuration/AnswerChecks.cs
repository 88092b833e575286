using System.Text.RegularExpressions;
using Slug.Basics;
using Slug.Experiments.Configuration;
using Slug.Models.Vlm;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>What must hold of the prompt and of the questions about the data's pictures.</summary>
internal static partial class AnswerChecks
{
    /// <summary>Reports every mistake.</summary>
    /// <param name="answers">What is asked.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(AnswerOptions answers, ConfigCheck check)
    {
        // Each is tried with another that is right, so that it is said where the mistake is.
        Try("answers.prompt", new AnswerOptions().Question, answers.Prompt, check);
        foreach (var (key, question, names) in new[] { ("question", answers.Question, false), ("kindQuestion", answers.KindQuestion, false), ("yesNoQuestion", answers.YesNoQuestion, true) })
        {
            if (question is null) continue;
            var path = $"answers.{key}";
            Try(path, question, PromptTemplate.Llava15.Text, check);
            foreach (var place in Place().Matches(question).Select(match => match.Value).Distinct().Where(place => !names || !NamePlace.All.Contains(place)))
            {
                check.That(
                    false, path,
                    names ? $"{path} has {place}, which stands for nothing{NearestNames.Aside(place, NamePlace.All)}: a name's places are {string.Join(" and ", NamePlace.All)}"
                        : $"{path} has {place}, which would be asked as it is written: only answers.yesNoQuestion says a name. Write the question without it");
            }
        }
    }

    private static void Try(string path, string question, string prompt, ConfigCheck check)
    {
        try
        {
            new PromptTemplate(prompt).Of(question, hasPicture: true);
        }
        catch (InvalidDataException wrong)
        {
            check.That(false, path, wrong.Message);
        }
    }

    // Words in braces. What else stands in some, such as JSON or a list to choose from, is the user's.
    [GeneratedRegex(@"\{[\w ]+\}")]
    private static partial Regex Place();
}
