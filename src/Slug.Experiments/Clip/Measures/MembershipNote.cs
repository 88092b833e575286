using System.Globalization;
using Slug.Experiments.Clip.Configuration;

namespace Slug.Experiments.Clip.Measures;

/// <summary>Says below the table what the membership attack compared, so that nobody holds its column against a publication's that compared something else.</summary>
internal static class MembershipNote
{
    /// <summary>Whether a publication's attack stands in the table beside one that is not the same.</summary>
    /// <param name="options">The config.</param>
    public static bool IsWarning(ClipOptions options) => options.Evaluate.Unseen is null && options.Published.Any(row => row.Mia is not null);

    /// <summary>The notes, one a line; none where nothing but the plain attack on test pictures is in the table.</summary>
    /// <param name="options">The config.</param>
    /// <param name="unseenPairs">With how many unseen pairs the attack compared.</param>
    public static IReadOnlyList<string> Of(ClipOptions options, int? unseenPairs)
    {
        if (IsWarning(options))
            return ["MIA: forget pairs against the test pictures. Published numbers are of forget pairs against unseen image-text pairs, and are no measure for these; evaluate.unseen names such pairs."];
        return options.Evaluate.Unseen is not { } unseen
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"MIA: forget pairs against {unseenPairs} image-text pairs that the model never saw ({string.Join(", ", unseen.From)}), by distance; MIA loss by contrastive loss.")];
    }
}
