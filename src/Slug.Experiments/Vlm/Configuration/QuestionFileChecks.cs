using Slug.Data.Images;
using Slug.Data.Questions;
using Slug.Evaluation.Answers;
using Slug.Experiments.Configuration;
using Slug.Models.Vlm;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>What must hold of the user's question files, row by row, before anything runs.</summary>
internal static class QuestionFileChecks
{
    // Opened within seconds.
    private const int MostPictures = 20_000;

    /// <summary>Reports every mistake, and finds the files.</summary>
    /// <param name="files">What the config says of them.</param>
    /// <param name="check">Takes every mistake.</param>
    public static IReadOnlyList<FoundQuestions> Find(IReadOnlyList<QuestionFileOptions> files, ConfigCheck check)
    {
        var found = new List<FoundQuestions>();
        foreach (var (i, options) in files.Index())
        {
            var path = $"questions.{i}.file";
            Name(options.Name, files.Take(i).Select(other => other.Name), $"questions.{i}.name", check);
            var file = check.Find(path, options.File);
            check.There(file is not null, path, $"{check.Expected(path, options.File)} does not exist: put the question file there, or leave it out", check.Expected(path, options.File));
            if (file is null) continue;
            var folder = options.Pictures is null ? Path.GetDirectoryName(file)! : check.Find($"questions.{i}.pictures", options.Pictures);
            check.There(folder is not null, $"questions.{i}.pictures", $"the folder {options.Pictures} does not exist: put the pictures there", options.Pictures);
            check.That(folder is null || Directory.Exists(folder), $"questions.{i}.pictures", $"{folder} is a file; name the folder that the pictures' paths are relative to");
            if (Directory.Exists(folder)) check.Open(path, file, () => found.Add(Rows(new FoundQuestions(options, file, folder), path, check)));
        }

        return found;
    }

    private static void Name(string name, IEnumerable<string> before, string path, ConfigCheck check)
    {
        var same = before.FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
        check.That(same is null, path, same == name ? $"'{name}' is the name of two question files" : $"'{same}' and '{name}' are the names of two question files and differ in case alone; give one of them another name");
        check.That(!QuestionFileOptions.IsOurs(name), path, $"'{name}' is what questions about the data's own pictures are called; give the file another name");
        check.That(!QuestionFileOptions.IsOfTable(name), path, $"'{name}' is what a column or a row of the result table is called; give the file another name");
    }

    private static FoundQuestions Rows(FoundQuestions file, string path, ConfigCheck check)
    {
        var problems = new List<string>();
        var rows = QuestionTable.Read(file.File, problems);
        foreach (var row in rows)
        {
            if (AnswerScore.Problem(file.Options.Scoring, row.Answers) is { } wrong) problems.Add($"{file.File}, line {row.Line}: {wrong}");
            if (row.Question.Contains(PromptTemplate.Image, StringComparison.Ordinal)) problems.Add($"{file.File}, line {row.Line}: the question holds {PromptTemplate.Image}, whose place the prompt gives; leave it out.");
        }

        Pictures(file, rows, problems);
        check.Problems(path, problems, more => $"{file.File} has {more} more such rows");
        return rows.Count > 0 && rows.All(row => row.Bytes is not null) ? file with { Pictures = null } : file;
    }

    /// <summary>Each picture is there, is a file, and has a picture's header. Of very many the first ones alone are opened; the step that asks reads them all.</summary>
    private static void Pictures(FoundQuestions file, IReadOnlyList<QuestionRow> rows, List<string> problems)
    {
        var shown = rows.DistinctBy(row => row.Picture).ToList();
        var wrong = new string?[shown.Count];
        Parallel.For(0, shown.Count, i => wrong[i] = WhyNot(file, shown[i], i < MostPictures));
        problems.AddRange(shown.Zip(wrong).Where(p => p.Second is not null).Select(p => $"{file.File}, line {p.First.Line}: {p.Second}."));
    }

    private static string? WhyNot(FoundQuestions file, QuestionRow row, bool isOpened)
    {
        if (row.Bytes is { } bytes) return PictureHeader.WhyNot(bytes) is { } damaged ? $"the picture in it cannot be read: {damaged}" : null;
        var path = Path.Combine(file.Pictures!, row.Picture);
        if (!Path.Exists(path)) return $"the picture {path} does not exist";
        return (PlainFile.WhyNot(path) ?? (isOpened ? PictureHeader.WhyNotAt(path) : null)) is { } reason ? $"the picture {path}: {reason}" : null;
    }
}
