using Parquet;
using Parquet.Schema;
using Slug.Data.Questions;

namespace Slug.Data.Tests.Questions;

public sealed class QuestionTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_of_json_hold_a_text_or_a_list_and_empty_ones_are_skipped()
    {
        var rows = Read("""{"picture":"a.png","question":"What?","answers":["x","y"]}""", "", """{"image":"b.png","question":"How many?","answer":3}""", """{"picture":"c.png","question":"So?","answer":"[no]"}""");
        Assert.Equal([(1, "a.png", "What?", "x|y"), (3, "b.png", "How many?", "3"), (4, "c.png", "So?", "[no]")], rows.Select(r => (r.Line, r.Picture, r.Question, string.Join('|', r.Answers))));
        Assert.All(rows, r => Assert.Null(r.Bytes));
    }

    [Fact]
    public void Every_wrong_line_is_told_and_the_others_are_read()
    {
        var problems = new List<string>();
        var rows = Read(problems, """{"question":"What?","answers":["x"]}""", """{"picture":"a","answers":["x"]}""", """{"picture":"a","question":"What?","answers":[]}""", "{", "[1]", """{"picture":"a","question":"What?","answers":["x"]}""");
        Assert.Equal(6, Assert.Single(rows).Line);
        Assert.Collection(
            problems,
            p => Assert.Contains("line 1: the question has no picture", p),
            p => Assert.Contains("line 2: there is no question", p),
            p => Assert.Contains("line 3: the list of accepted answers is empty", p),
            p => Assert.Contains("line 4: no JSON", p),
            p => Assert.Contains("line 5: no JSON object", p));
    }

    [Theory]
    [InlineData("""["x", ["y", "z"]]""", """["y", "z"]""")]
    [InlineData("""[{"answer": "x"}]""", """{"answer": "x"}""")]
    [InlineData("""{"answer": "x"}""", """{"answer": "x"}""")]
    [InlineData("[null]", "null")]
    [InlineData("true", "true")]
    public void What_is_no_text_and_no_number_is_no_answer(string answers, string told)
    {
        var problems = new List<string>();
        Assert.Equal(2, Assert.Single(Read(problems, $$"""{"picture":"a","question":"What?","answers":{{answers}}}""", """{"picture":"a","question":"What?","answers":null,"answer":["x", 3]}""")).Line);
        Assert.Equal($"{_folder.File("q.jsonl")}, line 1: an accepted answer is {told}, and answers are texts or numbers: write it as one.", Assert.Single(problems));
    }

    [Fact]
    public async Task A_list_within_a_list_of_parquet_is_no_answer()
    {
        var (problems, path) = (new List<string>(), _folder.File("q.parquet"));
        byte[] name = [.. "b.png"u8];
        await WriteAsync(path, "image", [name, name], ["What?", "Who?"], ["""["a", ["x"]]""", """[{"answer":"x"}]"""]);
        Assert.Empty(QuestionTable.Read(path, problems));
        Assert.Collection(problems, p => Assert.Contains("""line 1: an accepted answer is ["x"], and""", p), p => Assert.Contains("""line 2: an accepted answer is {"answer":"x"}, and""", p));
    }

    [Fact]
    public void A_file_without_questions_is_told()
    {
        var problems = new List<string>();
        Assert.Empty(Read(problems, ""));
        Assert.Contains("has no questions", Assert.Single(problems));
    }

    [Fact]
    public async Task Parquet_holds_pictures_or_their_paths_and_a_list_as_json()
    {
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0];
        var (problems, path) = (new List<string>(), _folder.File("q.parquet"));
        await WriteAsync(path, "image", [png, "b.png"u8.ToArray(), "c.png"u8.ToArray()], ["What?", "Who?", "Why?"], ["""["x", "y"]""", "z", "[]"]);
        var rows = QuestionTable.Read(path, problems);
        Assert.Equal([("row-1", "What?", "x|y"), ("b.png", "Who?", "z")], rows.Select(r => (r.Picture, r.Question, string.Join('|', r.Answers))));
        Assert.Equal(png, rows[0].Bytes);
        Assert.Null(rows[1].Bytes);
        Assert.Contains("line 3: the list of accepted answers is empty", Assert.Single(problems));
    }

    [Fact]
    public async Task A_list_in_parquet_with_half_of_a_surrogate_pair_is_told_and_one_that_is_no_list_of_texts_is_a_text()
    {
        var (problems, path) = (new List<string>(), _folder.File("q.parquet"));
        byte[] name = [.. "b.png"u8];
        await WriteAsync(path, "image", [name, name, name, name], ["What?", "Who?", "Why?", "How?"], [@"[""\ud800""]", @"[""\ud83d\ude80""]", "[1, 2]", "[half"]);
        Assert.Equal([(2, "\ud83d\ude80"), (3, "[1, 2]"), (4, "[half")], QuestionTable.Read(path, problems).Select(r => (r.Line, Assert.Single(r.Answers))));
        Assert.Contains("line 1: a text has one half of a surrogate pair", Assert.Single(problems));
    }

    [Fact]
    public async Task Answers_of_parquet_may_be_numbers()
    {
        var (problems, whole, fractions) = (new List<string>(), _folder.File("whole.parquet"), _folder.File("fractions.parquet"));
        await WriteAsync(whole, new DataField<long>("answer"), (group, field) => group.WriteAsync<long>(field, new long[] { 3, -12, 1_000_000 }));
        Assert.Equal(["3", "-12", "1000000"], QuestionTable.Read(whole, problems).Select(r => Assert.Single(r.Answers)));
        Assert.Empty(problems);
        // Where an answer is missing, a data frame makes fractions of all.
        await WriteAsync(fractions, new DataField<double?>("answer"), (group, field) => group.WriteAsync<double>(field, new double?[] { 3, null, 0.5 }));
        Assert.Equal([(1, "3"), (3, "0.5")], QuestionTable.Read(fractions, problems).Select(r => (r.Line, Assert.Single(r.Answers))));
        Assert.Contains("line 2: the list of accepted answers is empty", Assert.Single(problems));
    }

    [Fact]
    public async Task A_column_that_parquet_lacks_is_told()
    {
        var (problems, path) = (new List<string>(), _folder.File("q.parquet"));
        await WriteAsync(path, "photo", ["b.png"u8.ToArray()], ["Who?"], ["z"]);
        Assert.Empty(QuestionTable.Read(path, problems));
        Assert.Contains("it has photo, question, answers", Assert.Single(problems));
    }

    /// <summary>Three questions about one picture, with a column of answers.</summary>
    private static async Task WriteAsync(string path, DataField answer, Func<ParquetRowGroupWriter, DataField, Task> write)
    {
        var (picture, question) = (new DataField<string>("picture"), new DataField<string>("question"));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(picture, question, answer), stream);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(picture, ["a.png", "a.png", "a.png"]);
        await group.WriteAsync(question, ["How many?", "How cold?", "How far?"]);
        await write(group, answer);
        group.CompleteValidate();
    }

    private static async Task WriteAsync(string path, string column, byte[][] pictures, string[] questions, string[] answers)
    {
        var (picture, question, answer) = (new DataField<byte[]>(column), new DataField<string>("question"), new DataField<string>("answers"));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(picture, question, answer), stream);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(picture, pictures);
        await group.WriteAsync(question, questions);
        await group.WriteAsync(answer, answers);
        group.CompleteValidate();
    }

    private IReadOnlyList<QuestionRow> Read(params string[] lines)
    {
        var problems = new List<string>();
        var rows = Read(problems, lines);
        Assert.Empty(problems);
        return rows;
    }

    private IReadOnlyList<QuestionRow> Read(List<string> problems, params string[] lines)
    {
        File.WriteAllLines(_folder.File("q.jsonl"), lines);
        return QuestionTable.Read(_folder.File("q.jsonl"), problems);
    }
}
