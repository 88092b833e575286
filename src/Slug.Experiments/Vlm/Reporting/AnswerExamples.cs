using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Experiments.Vlm.Inputs;
using Slug.Figures.Report;

namespace Slug.Experiments.Vlm.Reporting;

/// <summary>A few answers of a model before and after it forgot, side by side, with the pictures that they are about.</summary>
/// <param name="tar">The test set.</param>
/// <param name="files">The user's question files.</param>
internal sealed class AnswerExamples(string tar, IReadOnlyList<AskedFile> files)
{
    // Of each concept all questions about one of its pictures and the names of more; so many answers about others, and about each question file.
    private const int MorePictures = 2, Others = 6, OfFile = 2;

    // Pictures of a camera would make a report of many megabytes.
    private const int LargestSide = 128;

    private static readonly string[] Sets = [AnswerLine.NameSet, AnswerLine.KindSet, AnswerLine.YesNoSet];

    /// <summary>Two tables for each concept: of its own pictures, and of others.</summary>
    /// <param name="before">All answers of the original model.</param>
    /// <param name="after">The concepts, and all answers of the model without each, to the same questions in the same order.</param>
    /// <exception cref="InvalidDataException">A model has answered other questions than the original.</exception>
    public IReadOnlyList<ReportTable> Of(IReadOnlyList<AnswerLine> before, IEnumerable<(string Concept, IReadOnlyList<AnswerLine> After)> after)
    {
        // Answers of one model at a time: there may be hundreds of thousands.
        var shown = after.Select(model =>
        {
            var pairs = Pairs(before, model.After, model.Concept).Where(p => p.Before.Label is null || Sets.Contains(p.Before.Set)).ToList();
            return (model.Concept, Own: Own(model.Concept, pairs), Other: Other(model.Concept, pairs));
        }).ToList();
        var pictures = Pictures(shown.SelectMany(model => model.Own.Concat(model.Other)));
        var others = $"One question each about other things, spread evenly over what test pictures show{(files.Count > 0 ? $", and {OfFile} of each question file" : "")}. Answers that changed are set off.";
        return
        [
            .. shown.SelectMany(model => new[]
            {
                Table(model.Concept, "Its own test pictures", About(model.Own), model.Own, pictures, isOwn: true),
                Table(model.Concept, "Others", others, model.Other, pictures, isOwn: false),
            }),
        ];
    }

    private static IEnumerable<Pair> Pairs(IReadOnlyList<AnswerLine> before, IReadOnlyList<AnswerLine> after, string concept)
    {
        if (before.Count != after.Count) throw new InvalidDataException($"There are {before.Count} answers of the original model and {after.Count} of the one without '{concept}'; both must answer the same questions.");
        foreach (var (i, (was, now)) in before.Zip(after).Index())
        {
            if ((was.Set, was.Picture, was.Question) != (now.Set, now.Picture, now.Question))
                throw new InvalidDataException($"Answer {i + 1} of the original model is to {Asked(was)}, of the one without '{concept}' to {Asked(now)}; both must answer the same questions.");
            yield return new Pair(was, now);
        }

        static string Asked(AnswerLine line) => $"'{line.Question}' about {line.Picture} ({line.Set})";
    }

    private static ReportTable Table(string concept, string title, string caption, IReadOnlyList<Pair> pairs, Dictionary<(string, string), byte[]> pictures, bool isOwn) => new(
        title, caption, [.. isOwn ? Array.Empty<string>() : ["Shown"], "Question", "Before", "After"],
        [.. pairs.Select(p => (IReadOnlyList<string>)[.. isOwn ? Array.Empty<string>() : [Shown(p.Before)], p.Before.Question, Said(p.Before.Answer), Said(p.After.Answer)])])
    {
        Section = $"{concept}: answers before and after",
        Pictures = [.. pairs.Select(p => pictures.GetValueOrDefault(KeyOf(p.Before)))],
        PictureTexts = [.. pairs.Select(p => p.Before.Label ?? p.Before.Picture)],
        Marked = [.. pairs.Select(p => p.Before.Answer != p.After.Answer)],
    };

    private static string About(IReadOnlyList<Pair> own) =>
        own.Select(p => p.Before.Picture).Distinct().Count() > 1 ? "All questions about one of them, and what others are called." : "All questions about one of them.";

    // A cell that is empty would look forgotten.
    private static string Said(string answer) => answer.Length > 0 ? answer : "(nothing)";

    // Of a question file's picture nobody says what it shows; of its questions, what is right.
    private static string Shown(AnswerLine line) => line.Label ?? $"{line.Set} (right: {line.Accepted![0]})";

    private static List<Pair> Own(string concept, List<Pair> pairs)
    {
        var pictures = pairs.Where(p => p.Before.Label == concept).GroupBy(p => p.Before.Picture).Select(group => group.ToList()).ToList();
        // The first, and more at equal distances: neighbours may be views of one drawing.
        var more = Enumerable.Range(1, MorePictures).Select(i => i * pictures.Count / (MorePictures + 1)).Where(i => i > 0).Distinct();
        return [.. pictures.Take(1).SelectMany(picture => picture), .. more.Select(i => pictures[i][0])];
    }

    private static List<Pair> Other(string concept, List<Pair> pairs)
    {
        // Of what is shown one each, and of its questions another each time.
        var others = pairs.Where(p => p.Before.Label is not null && p.Before.Label != concept).GroupBy(p => p.Before.Label).Select(group => group.ToList()).ToList();
        var chosen = Spread(others, Others).Select((asked, i) => asked[i % asked.Count]);
        return [.. chosen, .. pairs.Where(p => p.Before.Label is null).GroupBy(p => p.Before.Set).SelectMany(file => Spread([.. file], OfFile))];
    }

    private static IEnumerable<T> Spread<T>(List<T> all, int count) => Enumerable.Range(0, Math.Min(count, all.Count)).Select(i => all[i * all.Count / Math.Min(count, all.Count)]);

    private Dictionary<(string Set, string Picture), byte[]> Pictures(IEnumerable<Pair> shown)
    {
        var wanted = shown.Select(p => KeyOf(p.Before)).ToHashSet();
        var data = TarShardReader.Read(tar).Where(sample => sample.Image is not null && wanted.Contains((AnswerLine.NameSet, sample.Key))).DistinctBy(sample => sample.Key)
            .Select(sample => (Key: (AnswerLine.NameSet, sample.Key), Image: sample.Image!));
        var own = files.SelectMany(file => file.Show(wanted.Where(w => w.Set == file.Options.Name).Select(w => w.Picture).ToHashSet(StringComparer.Ordinal)).Select(picture => (Key: (file.Options.Name, picture.Key), Image: picture.Value)));
        return data.Concat(own).ToDictionary(picture => picture.Key, picture => Png(picture.Image));
    }

    // Names of the data's pictures are theirs whatever is asked; a question file may call one the same.
    private static (string Set, string Picture) KeyOf(AnswerLine line) => (line.Label is null ? line.Set : AnswerLine.NameSet, line.Picture);

    private static byte[] Png(byte[] encoded)
    {
        var image = RgbImage.Load(encoded);
        var side = Math.Max(image.Width, image.Height);
        if (side > LargestSide) image = image.Resize(Math.Max(1, image.Width * LargestSide / side), Math.Max(1, image.Height * LargestSide / side));
        return image.ToPng();
    }

    private sealed record Pair(AnswerLine Before, AnswerLine After);
}
