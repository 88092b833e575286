using System.Security.Cryptography;
using System.Text.Json;
using Slug.Basics;
using Slug.Data;
using Slug.Data.WebDataset;
using Slug.Evaluation.Answers;
using Slug.Experiments.Data;
using Slug.Experiments.Vlm.Configuration;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>Pictures with what is asked about each.</summary>
/// <param name="Name">The set's name for files.</param>
/// <param name="Questions">For each picture its questions: lines whose answer is still to come.</param>
/// <param name="Samples">The pictures in the same order, read anew each time.</param>
internal sealed record AskedSet(string Name, IReadOnlyList<IReadOnlyList<AnswerLine>> Questions, Func<IEnumerable<TarSample>> Samples)
{
    /// <summary>The data's pictures of the concepts and of the names to keep.</summary>
    /// <param name="set">What answers about names are kept under.</param>
    /// <param name="tar">The pictures.</param>
    /// <param name="classes">Their classes.</param>
    /// <param name="wanted">The names to ask about.</param>
    /// <param name="options">What to ask.</param>
    /// <param name="line">A line with seed and model filled in.</param>
    public static AskedSet OfData(string set, string tar, ClassList classes, IReadOnlySet<string> wanted, AnswerOptions options, AnswerLine line)
    {
        var labels = EvaluationSet.Open(tar, classes.Names).Labels;
        var random = SeededRandom.For(line.Seed, "questions", set);
        var questions = TarShardReader.Read(tar).Select(sample => sample.Key).Zip(labels).Where(picture => wanted.Contains(classes.Names[picture.Second]))
            .Select(picture => Ask(set, picture.Second, classes, options, line with { Picture = picture.First }, random)).ToList();
        return new AskedSet(set, questions, () => TarShardReader.Read(tar).Where((_, i) => wanted.Contains(classes.Names[labels[i]])));
    }

    /// <summary>Views of pictures that were drawn for this; they are asked for their names.</summary>
    /// <param name="views">The views, each with its name as caption.</param>
    /// <param name="options">What to ask.</param>
    /// <param name="line">A line with seed and model filled in.</param>
    public static AskedSet OfViews(IReadOnlyList<TarSample> views, AnswerOptions options, AnswerLine line) => new(
        AnswerLine.ViewSet,
        [.. views.Select(view => (IReadOnlyList<AnswerLine>)[line with { Set = AnswerLine.ViewSet, Picture = view.Key, Question = options.Question, Label = view.Caption }])],
        () => views);

    /// <summary>Adds to a hash what is asked and the pictures' own bytes: under the same key or path another picture may come to lie.</summary>
    public void AddTo(IncrementalHash hash)
    {
        foreach (var line in Questions.SelectMany(questions => questions)) hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(line, AnswerJson.Default.AnswerLine));
        foreach (var sample in Samples()) hash.AppendData(SHA256.HashData(sample.Image ?? []));
    }

    private static List<AnswerLine> Ask(string set, int label, ClassList classes, AnswerOptions options, AnswerLine line, SeededRandom random)
    {
        line = line with { Label = classes.Names[label] };
        var asked = new List<AnswerLine> { line with { Set = set, Question = options.Question } };
        var (kinds, yesNo) = set == AnswerLine.NameSet ? (AnswerLine.KindSet, AnswerLine.YesNoSet) : (AnswerLine.KnownKindSet, AnswerLine.KnownYesNoSet);
        var teacher = new PictureTeacher(classes, options.Question, options.KindQuestion, options.YesNoQuestion);
        foreach (var more in teacher.Ask(label, random).Skip(1))
        {
            var isKind = more.Question == options.KindQuestion;
            asked.Add(line with { Set = isKind ? kinds : yesNo, Question = more.Question, Accepted = [more.Answer], Scoring = isKind ? AnswerScoring.Exact : AnswerScoring.YesNo });
        }

        return asked;
    }
}
