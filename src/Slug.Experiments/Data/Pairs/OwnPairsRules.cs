using Slug.Data.Pairs;
using Slug.Experiments.Configuration;

namespace Slug.Experiments.Data.Pairs;

/// <summary>How the user's own pairs are read and divided, as the config says.</summary>
internal static class OwnPairsRules
{
    /// <summary>How the section says that pairs are written.</summary>
    public static PairReading ReadingOf(PairsOptions data) => new()
    {
        PictureColumn = data.PictureColumn,
        CaptionColumn = data.CaptionColumn,
        ClassColumn = data.ClassColumn,
        Encoding = data.CaptionEncoding,
    };

    /// <summary>How the section says that they are divided.</summary>
    public static PairDivisionOptions DivisionOf(PairsOptions data, IReadOnlyList<string> concepts, IReadOnlyList<string>? classes, long seed) => new()
    {
        Concepts = concepts,
        Classes = classes,
        Match = data.Match,
        Caption = data.Caption,
        SearchShare = data.SearchShare,
        TestShare = data.TestShare,
        ForgetPairs = data.ForgetPairs,
        RetainPairs = data.RetainPairs,
        Seed = seed,
    };
}
