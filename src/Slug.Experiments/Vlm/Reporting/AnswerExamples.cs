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

    /// <summary>The table of a concept.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="before">All answers of the original model.</param>
    /// <param name="after">All answers of the model without the concept, to the same questions in the same order.</param>
    public ReportTable Of(string concept, IReadOnlyList<AnswerLine> before, IReadOnlyList<AnswerLine> after)
    {
        var pairs = before.Zip(after).Where(p => p.First.Label is null || Sets.Contains(p.First.Set)).ToList();
        var own = pairs.Where(p => p.First.Label == concept).Take(Own);
        var others = pairs.Where(p => p.First.Label != concept).ToList();
        var count = Math.Min(Others, others.Count);
        var shown = own.Concat(Enumerable.Range(0, count).Select(i => others[i * others.Count / count])).ToList();
        var keys = shown.Where(p => p.First.Label is not null).Select(p => p.First.Picture).ToHashSet(StringComparer.Ordinal);
        var pictures = TarShardReader.Read(tar).Where(sample => keys.Contains(sample.Key) && sample.Image is not null).DistinctBy(sample => sample.Key).ToDictionary(sample => sample.Key, sample => Png(sample.Image!), StringComparer.Ordinal);
        return new ReportTable(
            $"{concept}: answers before and after",
            "The first answers about the concept's own test pictures, and others spread evenly over all that was asked about test pictures and by question files.",
            ["Shown", "Question", "Before", "After"],
            [.. shown.Select(p => (IReadOnlyList<string>)[p.First.Label ?? p.First.Picture, p.First.Question, p.First.Answer, p.Second.Answer])])
        {
            Pictures = [.. shown.Select(p => p.First.Label is null ? null : pictures.GetValueOrDefault(p.First.Picture))],
        };
    }

    private static byte[] Png(byte[] encoded)
    {
        var image = RgbImage.Load(encoded);
        var side = Math.Max(image.Width, image.Height);
        if (side > LargestSide) image = image.Resize(Math.Max(1, image.Width * LargestSide / side), Math.Max(1, image.Height * LargestSide / side));
        return image.ToPng();
    }
}
