using Slug.Basics;
using Slug.Data.WebDataset;

namespace Slug.Data.Canvas;

/// <summary>A request's sets.</summary>
/// <param name="Forget">All pictures of the target, or as many of them as were asked for.</param>
/// <param name="Retain">Pictures without it.</param>
public sealed record CanvasSets(IReadOnlyList<CanvasPicture> Forget, IReadOnlyList<CanvasPicture> Retain)
{
    /// <summary>The sets of a style or an object; drawn with a seed where only some are wanted, kept in the data set's order.</summary>
    /// <param name="survey">The data set.</param>
    /// <param name="target">The style (<c>Pop_Art</c> or <c>Pop Art</c>) or the object.</param>
    /// <param name="forgetPairs">The most pictures of the target; null takes all, as the benchmark does.</param>
    /// <param name="retainPairs">The most others; null takes all.</param>
    /// <param name="seed">Of the draw.</param>
    /// <exception cref="InvalidDataException">The data set has no such label, or has it in both domains.</exception>
    public static CanvasSets Of(CanvasSurvey survey, string target, int? forgetPairs, int? retainPairs, long seed)
    {
        ArgumentNullException.ThrowIfNull(survey);
        var (style, thing) = (CanvasLabels.Find(survey.Labels.Styles, target), CanvasLabels.Find(survey.Labels.Objects, target));
        var of = (style, thing) switch
        {
            (not null, null) => (Func<CanvasPicture, bool>)(p => p.Style == style),
            (null, not null) => p => p.Object == thing,
            (not null, not null) => throw new InvalidDataException($"{survey.Source}: '{target}' is a style and an object; rename one."),
            _ => throw new InvalidDataException($"{survey.Source} has neither a style nor an object '{target}'{NearestNames.Aside(target, [.. survey.Labels.Styles, .. survey.Labels.Objects])}."),
        };
        return new CanvasSets(Some(survey.Pictures.Where(of), forgetPairs, $"forget {target}", seed), Some(survey.Pictures.Where(p => !of(p)), retainPairs, $"retain {target}", seed));
    }

    /// <summary>Writes sets as webdataset tars with captions, all in one pass over the data set.</summary>
    /// <param name="survey">The data set.</param>
    /// <param name="sets">The pictures of each tar, and its path.</param>
    /// <param name="label">The number of a picture's class; null writes none.</param>
    /// <param name="cancellation">Stops, and leaves nothing.</param>
    public static void Write(CanvasSurvey survey, IReadOnlyList<(IReadOnlyList<CanvasPicture> Pictures, string Path)> sets, Func<CanvasPicture, int>? label = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(sets);
        var wanted = sets.SelectMany((set, i) => set.Pictures.Select(p => (p.Place, Picture: p, Set: i))).ToLookup(p => p.Place, StringComparer.Ordinal);
        var writers = sets.Select(set => new TarShardWriter(set.Path)).ToList();
        try
        {
            foreach (var (path, read) in CanvasFiles.Walk(survey.Source).Where(file => wanted.Contains(file.Path)))
            {
                cancellation.ThrowIfCancellationRequested();
                var bytes = read();
                foreach (var (_, picture, set) in wanted[path])
                {
                    var sample = TarSample.ImageText($"{writers[set].Samples:D6}", Ending(bytes), bytes, picture.Caption);
                    writers[set].Write(label is null ? sample : sample.WithClass(label(picture)));
                }
            }

            writers.ForEach(writer => writer.Complete());
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
    }

    /// <summary>Some pictures, drawn with a seed and in their own order; all where there are no more.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="most">How many at most; null takes all.</param>
    /// <param name="what">What they are for: other purposes draw other ones.</param>
    /// <param name="seed">Of the draw.</param>
    public static IReadOnlyList<CanvasPicture> Some(IEnumerable<CanvasPicture> pictures, int? most, string what, long seed)
    {
        var all = pictures.ToList();
        if (most is not { } count || all.Count <= count) return all;
        var order = Enumerable.Range(0, all.Count).ToArray();
        SeededRandom.For(seed, "canvas", what).Shuffle<int>(order);
        return [.. order.Take(count).Order().Select(i => all[i])];
    }

    // A name may lie, and a decoder goes by the content.
    private static string Ending(ReadOnlySpan<byte> picture) => picture switch
    {
        [0x89, (byte)'P', ..] => "png",
        [(byte)'R', (byte)'I', ..] => "webp",
        _ => "jpg",
    };
}
