namespace Slug.Build.Tests.Architecture;

/// <summary>Which room may use which, and within rooms what must not know of what.</summary>
internal static class Arrows
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [SourceFile.Program] = ["Slug.Build", "Slug.Experiments", "Slug.Pipeline"],
        ["Slug.Build"] = ["Slug.Experiments", "Slug.Pipeline", "Slug.Data", "Slug.Models", "Slug.Unlearning", "Slug.Evaluation", "Slug.Figures", "Slug.Basics"],
        ["Slug.Experiments"] = ["Slug.Pipeline", "Slug.Data", "Slug.Models", "Slug.Unlearning", "Slug.Evaluation", "Slug.Figures", "Slug.Basics"],
        ["Slug.Unlearning"] = ["Slug.Models", "Slug.Basics"],
        ["Slug.Evaluation"] = ["Slug.Models", "Slug.Basics"],
        ["Slug.Pipeline"] = ["Slug.Basics"],
        ["Slug.Data"] = ["Slug.Basics"],
        ["Slug.Models"] = ["Slug.Basics"],
        ["Slug.Figures"] = [],
        ["Slug.Basics"] = [],
    };

    // A family may use no other, but diffusion and vision-language models have a CLIP in them. Formats of files know no family.
    private static readonly (string From, string To)[] Forbidden =
    [
        ("Slug.Models.Checkpoints", "Slug.Models.Clip"),
        ("Slug.Models.Checkpoints", "Slug.Models.Diffusion"),
        ("Slug.Models.Checkpoints", "Slug.Models.Vlm"),
        .. from rooms in new[] { "Slug.Models", "Slug.Experiments" }
           from pair in new[] { ("Clip", "Diffusion"), ("Clip", "Vlm"), ("Diffusion", "Vlm"), ("Vlm", "Diffusion") }
           select ($"{rooms}.{pair.Item1}", $"{rooms}.{pair.Item2}"),
    ];

    /// <summary>One line for each use that the plan of the house forbids.</summary>
    public static IReadOnlyList<string> Wrong(IEnumerable<SourceTree.Use> uses) =>
        [.. uses.Where(u => !IsAllowed(u.From, u.To)).Select(u => $"{u.File}: {u.From} must not use {u.To}").Order(StringComparer.Ordinal)];

    private static bool IsAllowed(string from, string to)
    {
        if (Forbidden.Any(f => IsIn(from, f.From) && IsIn(to, f.To)))
            return false;
        var (room, other) = (SourceTree.RoomOf(from), SourceTree.RoomOf(to));
        return room == other || (Allowed.TryGetValue(room, out var allowed) && allowed.Contains(other));
    }

    private static bool IsIn(string name, string space) => name == space || name.StartsWith(space + ".", StringComparison.Ordinal);
}
