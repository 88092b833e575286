using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Evaluation.Answers;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Reporting;

namespace Slug.Experiments.Tests.Vlm.Reporting;

/// <summary>What a report shows of answers: of a concept's pictures, of others, and of the user's question files, each beside its picture.</summary>
public sealed class AnswerExamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-examples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_tables_a_concept_with_the_pictures_of_data_and_of_question_files()
    {
        string[] labels = ["cat", "cat", "cat", "dog", "fish"];
        var tar = Path.Combine(_folder, "test.tar");
        using (var writer = new TarShardWriter(tar))
        {
            foreach (var (i, label) in labels.Index()) writer.Write(TarSample.ImageText($"{i}", "png", Picture(i), label));
            writer.Complete();
        }

        // A picture of the user's that is called as one of the data.
        File.WriteAllBytes(Path.Combine(_folder, "0"), Picture(100));
        File.WriteAllBytes(Path.Combine(_folder, "b.png"), Picture(101));
        var questions = Path.Combine(_folder, "own.jsonl");
        File.WriteAllLines(questions, ["""{"picture":"0","question":"What color?","answers":["red"]}""", """{"picture":"b.png","question":"How many?","answers":["3"]}"""]);
        var own = new AskedFile(new QuestionFileOptions { Name = "GQA", File = questions }, questions, _folder);

        var line = new AnswerLine("", "", "", "", 1, "m");
        List<AnswerLine> before =
        [
            .. labels.Select((label, i) => line with { Set = "names", Picture = $"{i}", Question = "What?", Answer = label, Label = label }),
            line with { Set = "kinds", Picture = "0", Question = "Kind?", Answer = "animal", Label = "cat", Accepted = ["animal"], Scoring = AnswerScoring.Exact },
            .. own.Ask(line).Questions.SelectMany(q => q).Select(q => q with { Answer = "red" }),
        ];
        var after = before.Select(a => a.Label == "cat" && a.Set == "names" ? a with { Answer = "dog" } : a.Question == "How many?" ? a with { Answer = "4" } : a).ToList();

        var tables = new AnswerExamples(tar, [own]).Of(before, [("cat", after)]);
        Assert.Equal(["cat: answers before and after", "cat: answers before and after"], tables.Select(t => t.Section));
        // All questions about the first picture, the names of two more.
        Assert.Equal(["What?|cat|dog", "Kind?|animal|animal", "What?|cat|dog", "What?|cat|dog"], tables[0].Rows.Select(row => string.Join('|', row)));
        Assert.Equal([true, false, true, true], tables[0].Marked);
        Assert.Equal([0, 0, 1, 2], tables[0].Pictures.Select(Number));
        Assert.Equal(["dog|What?|dog|dog", "fish|What?|fish|fish", "GQA (right: red)|What color?|red|red", "GQA (right: 3)|How many?|red|4"], tables[1].Rows.Select(row => string.Join('|', row)));
        Assert.Equal([false, false, false, true], tables[1].Marked);
        Assert.Equal([3, 4, 100, 101], tables[1].Pictures.Select(Number));
    }

    [Fact]
    public void Answers_to_other_questions_are_not_set_beside_each_other()
    {
        var line = new AnswerLine("names", "0", "What?", "cat", 1, "m") { Label = "cat" };
        List<AnswerLine> before = [line, line with { Picture = "1" }];
        Assert.Equal("There are 2 answers of the original model and 1 of the one without 'cat'; both must answer the same questions.", Told([line]));
        Assert.Equal("Answer 2 of the original model is to 'What?' about 1 (names), of the one without 'cat' to 'What?' about 2 (names); both must answer the same questions.", Told([line, line with { Picture = "2" }]));
        Assert.Contains("to 'Who?' about 0 (names)", Told([line with { Question = "Who?" }, before[1]]), StringComparison.Ordinal);

        string Told(IReadOnlyList<AnswerLine> after) => Assert.Throws<InvalidDataException>(() => new AnswerExamples("none.tar", []).Of(before, [("cat", after)])).Message;
    }

    private static byte[] Picture(int number) => new RgbImage(2, 2, [.. Enumerable.Repeat((byte)number, 12)]).ToPng();

    private static int Number(byte[]? png) => RgbImage.Load(png!).Pixels[0];
}
