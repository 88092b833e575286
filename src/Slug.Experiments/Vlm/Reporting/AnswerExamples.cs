using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Experiments.Vlm.Inputs;
using Slug.Figures.Report;

namespace Slug.Experiments.Vlm.Reporting;

/// <summary>A few answers of a model before and after it forgot, side by side, with the pictures that they are about.</summary>
/// <param name="tar">The test set.</param>
internal sealed class AnswerExamples(string tar)
{
    // Of each concept so many answers about its own pictures, and about others.
    private const int Own = 4, Others = 6;

    // Pictures of a camera would make a report of many megabytes.
    private const int LargestSide = 128;

    private static readonly string[] Sets = [AnswerLine.NameSet, AnswerLine.KindSet, AnswerLine.YesNoSet];

    /// <summary>A table for each concept.</summary>
    /// <param name="before">All answers of the original model.</param>
    /// <param name="after">The concepts, and all answers of the model without each, to the same questions in the same order.</param>
    public IReadOnlyList<ReportTable> Of(IReadOnlyList<AnswerLine> before, IEnumerable<(string Concept, IReadOnlyList<AnswerLine> After)> after)
    {
        // Answers of one model at a time: there may be hundreds of thousands.
        var shown = after.Select(model => (model.Concept, Pairs: Shown(model.Concept, before, model.After))).ToList();
        var keys = shown.SelectMany(table => table.Pairs).Where(p => p.Before.Label is not null).Select(p => p.Before.Picture).ToHashSet(StringComparer.Ordinal);
        var pictures = TarShardReader.Read(tar).Where(sample => keys.Contains(sample.Key) && sample.Image is not null).DistinctBy(sample => sample.Key).ToDictionary(sample => sample.Key, sample => Png(sample.Image!), StringComparer.Ordinal);
        return [.. shown.Select(table => new ReportTable(
            $"{table.Concept}: answers before and after",
            "The first answers about the concept's own test pictures, and one each about others, spread evenly over what test pictures show and over question files.",
            ["Shown", "Question", "Before", "After"],
            [.. table.Pairs.Select(p => (IReadOnlyList<string>)[p.Before.Label ?? p.Before.Picture, p.Before.Question, p.Before.Answer, p.After.Answer])])
        {
            Pictures = [.. table.Pairs.Select(p => p.Before.Label is null ? null : pictures.GetValueOrDefault(p.Before.Picture))],
        })];
    }

    private static List<(AnswerLine Before, AnswerLine After)> Shown(string concept, IReadOnlyList<AnswerLine> before, IReadOnlyList<AnswerLine> after)
    {
        var pairs = before.Zip(after).Where(p => p.First.Label is null || Sets.Contains(p.First.Set)).ToList();
        // Of what is shown, or of a question file, one each, and of its questions another each time.
        var others = pairs.Where(p => p.First.Label != concept).GroupBy(p => p.First.Label ?? p.First.Set).Select(group => group.ToList()).ToList();
        var count = Math.Min(Others, others.Count);
        return [.. pairs.Where(p => p.First.Label == concept).Take(Own), .. Enumerable.Range(0, count).Select(i => (Index: i, Asked: others[i * others.Count / count])).Select(o => o.Asked[o.Index % o.Asked.Count])];
    }

    private static byte[] Png(byte[] encoded)
    {
        var image = RgbImage.Load(encoded);
        var side = Math.Max(image.Width, image.Height);
        if (side > LargestSide) image = image.Resize(Math.Max(1, image.Width * LargestSide / side), Math.Max(1, image.Height * LargestSide / side));
        return image.ToPng();
    }
}
