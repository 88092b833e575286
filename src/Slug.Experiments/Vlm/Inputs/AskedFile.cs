using Slug.Data.Questions;
using Slug.Data.WebDataset;
using Slug.Experiments.Vlm.Configuration;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>A question file of the user's, where a step finds it.</summary>
/// <param name="Options">What the config says of it.</param>
/// <param name="File">The file.</param>
/// <param name="Pictures">The folder of its pictures; null where the file holds them.</param>
internal sealed record AskedFile(QuestionFileOptions Options, string File, string? Pictures)
{
    /// <summary>Its questions; those about one picture stand together.</summary>
    /// <param name="line">A line with seed and model filled in.</param>
    /// <exception cref="InvalidDataException">The file has problems, which the config's check tells too.</exception>
    public AskedSet Ask(AnswerLine line)
    {
        var groups = Read().GroupBy(row => row.Picture, StringComparer.Ordinal).ToList();
        return new AskedSet(
            Options.Name,
            [.. groups.Select(group => group.Select(row => line with { Set = Options.Name, Picture = row.Picture, Question = row.Question, Accepted = row.Answers, Scoring = Options.Scoring }).ToList())],
            () => groups.Select((group, i) => TarSample.ImageText($"{i:D8}", "png", Bytes(group.First()), group.Key)));
    }

    /// <summary>The encoded bytes of some of its pictures, by what its rows call them.</summary>
    /// <param name="wanted">Which.</param>
    public IReadOnlyDictionary<string, byte[]> Show(IReadOnlySet<string> wanted) =>
        wanted.Count == 0 ? new Dictionary<string, byte[]>() : Read().Where(row => wanted.Contains(row.Picture)).DistinctBy(row => row.Picture).ToDictionary(row => row.Picture, Bytes, StringComparer.Ordinal);

    private IReadOnlyList<QuestionRow> Read()
    {
        var problems = new List<string>();
        var rows = QuestionTable.Read(File, problems);
        return problems.Count == 0 ? rows : throw new InvalidDataException(string.Join(Environment.NewLine, problems.Take(20)));
    }

    private byte[] Bytes(QuestionRow row) => row.Bytes ?? System.IO.File.ReadAllBytes(Path.Combine(Pictures!, row.Picture));
}
