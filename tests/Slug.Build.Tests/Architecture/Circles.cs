namespace Slug.Build.Tests.Architecture;

/// <summary>Finds namespaces of one room that use each other, directly or through others.</summary>
internal static class Circles
{
    /// <summary>One line for each use that is part of a circle, with a file that makes it.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<SourceTree.Use> uses)
    {
        var inside = uses.Where(u => SourceTree.RoomOf(u.From) == SourceTree.RoomOf(u.To)).ToList();
        var next = inside.ToLookup(u => u.From, u => u.To, StringComparer.Ordinal);
        return [.. inside.Where(u => Reaches(u.To, u.From)).Select(u => $"{u.From} uses {u.To} ({u.File}), which uses it").Order(StringComparer.Ordinal)];

        bool Reaches(string from, string to)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>([from]);
            while (open.TryPop(out var name))
            {
                if (name == to)
                    return true;
                if (seen.Add(name))
                    foreach (var further in next[name])
                        open.Push(further);
            }
            return false;
        }
    }
}
