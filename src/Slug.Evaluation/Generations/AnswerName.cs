using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Slug.Evaluation.Generations;

/// <summary>A picture of an UnlearnCanvas answer set.</summary>
/// <param name="Style">The style in the prompt, with underscores as on disk.</param>
/// <param name="Object">The object in the prompt.</param>
/// <param name="Seed">The picture's seed.</param>
public sealed record AnswerName(string Style, string Object, long Seed)
{
    private const string SeedMark = "_seed", Extension = ".jpg";

    /// <summary>The file's name as the official tools nest it: <c>Style_Object_seed188.jpg</c> in the folder of the target.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Style}_{Object}{SeedMark}{Seed}{Extension}");

    /// <summary>The prompt: <c>A Dogs image in Pop Art style.</c></summary>
    public string Prompt => $"A {Object} image in {Style.Replace('_', ' ')} style.";

    /// <summary>The same as a picture that a model is asked for.</summary>
    public WantedPicture ToWanted() => new(FileName, Prompt, new Dictionary<string, string> { ["style"] = Style, ["object"] = Object }, Seed);

    /// <summary>Reads a file's name. Styles have underscores of their own, so that the objects must be known.</summary>
    public static bool TryParse(string fileName, IReadOnlyCollection<string> objects, [NotNullWhen(true)] out AnswerName? name)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(objects);
        name = null;
        var seedAt = fileName.LastIndexOf(SeedMark, StringComparison.Ordinal);
        if (seedAt <= 0 || !fileName.EndsWith(Extension, StringComparison.Ordinal)
            || !long.TryParse(fileName.AsSpan(seedAt + SeedMark.Length, fileName.Length - Extension.Length - seedAt - SeedMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return false;
        var labels = fileName[..seedAt];
        // The longest that fits: one object's name may end another's.
        var thing = objects.Where(o => labels.Length > o.Length + 1 && labels.EndsWith("_" + o, StringComparison.Ordinal)).MaxBy(o => o.Length);
        if (thing is null) return false;
        name = new AnswerName(labels[..^(thing.Length + 1)], thing, seed);
        return true;
    }
}
