using Slug.Basics;
using Slug.Data;
using Slug.Experiments.Vlm.Configuration;
using Slug.Models.Vlm.Training;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>Questions with their answers about a picture of which the name is known: what is this, what kind of thing, is this a …</summary>
/// <param name="classes">The names.</param>
/// <param name="question">Asks for the name.</param>
/// <param name="kind">Asks for the coarser kind; null asks none.</param>
/// <param name="yesNo">Asks whether it is a name, see <see cref="NamePlace"/>; null asks none.</param>
internal sealed class PictureTeacher(ClassList classes, string question, string? kind, string? yesNo)
{
    /// <summary>All texts that may be asked or answered.</summary>
    public IEnumerable<string> Texts =>
    [
        question, .. classes.Names, "yes", "no", .. kind is null ? [] : classes.Subcategories.Prepend(kind), .. yesNo is null ? [] : classes.Names.Select(name => Is(name)!),
    ];

    /// <summary>The questions about a picture; of yes and no one each, the no about a name that is drawn.</summary>
    /// <param name="label">The picture's class.</param>
    /// <param name="random">Draws the other name.</param>
    public IReadOnlyList<QuestionAnswer> Ask(int label, SeededRandom random)
    {
        var asked = new List<QuestionAnswer> { new(question, classes.Names[label]) };
        if (kind is not null && classes.Subcategories.Count > 0) asked.Add(new QuestionAnswer(kind, classes.Subcategories[classes.SubcategoryOfName[label]]));
        if (yesNo is null || classes.Names.Count < 2) return asked;
        var other = random.NextInt(classes.Names.Count - 1);
        asked.Add(new QuestionAnswer(Is(classes.Names[label])!, "yes"));
        asked.Add(new QuestionAnswer(Is(classes.Names[other < label ? other : other + 1])!, "no"));
        return asked;
    }

    private string? Is(string name) => yesNo is null ? null : NamePlace.Say(yesNo, name);
}
