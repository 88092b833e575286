using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Slug.Build.Tests.Architecture;

/// <summary>The sources of the rooms, and which namespace uses which.</summary>
internal sealed class SourceTree
{
    private readonly Dictionary<string, HashSet<string>> _typesOf;

    public SourceTree(IEnumerable<SourceFile> files)
    {
        Files = [.. files];
        _typesOf = Files.GroupBy(f => f.Namespace, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(f => f.Types).Where(t => t.Parent is not BaseTypeDeclarationSyntax).Select(t => t.Identifier.Text).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        Uses = [.. Files.SelectMany(f => UsedBy(f).Select(u => new Use(f.Namespace, u, f.Path))).Distinct()];
    }

    /// <summary>One namespace that names something of another.</summary>
    public sealed record Use(string From, string To, string File);

    public IReadOnlyList<SourceFile> Files { get; }

    public IReadOnlyList<Use> Uses { get; }

    /// <summary>Reads src/ and build/, without what a feed may lack and is stood in for.</summary>
    public static SourceTree OfRepository() => new(
        from room in new[] { "src", "build" }
        from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, room), "*.cs", SearchOption.AllDirectories)
        let shown = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where !shown.Split('/').Any(part => part is "bin" or "obj" or "standins")
        orderby shown
        select SourceFile.Parse(shown, File.ReadAllText(path)));

    /// <summary>The room that a namespace belongs to: <c>Slug.Pipeline</c>.</summary>
    public static string RoomOf(string name) => string.Join('.', name.Split('.').Take(2));

    private IEnumerable<string> UsedBy(SourceFile file)
    {
        var used = file.Usings.Select(Known).Concat(file.Names.Select(name => Relative(file, name)));
        var fromParents = Parents(file.Namespace).Where(parent =>
            _typesOf.TryGetValue(parent, out var types) && file.Names.Any(n => n.Split('.')[0] is var first && types.Contains(first) && !_typesOf[file.Namespace].Contains(first)));
        return used.OfType<string>().Concat(fromParents).Where(u => u != file.Namespace).Distinct();
    }

    // A using may name a type, and a name ends in types and members: the longest beginning that is a namespace counts.
    private string? Known(string? name) => name is null ? null : Parents(name).Prepend(name).FirstOrDefault(_typesOf.ContainsKey);

    // Sweeps.SweepRun, said in Slug.Experiments.Graph, is one of Slug.Experiments.Sweeps.
    private string? Relative(SourceFile file, string name) => !name.Contains('.') ? null
        : name.StartsWith("Slug.", StringComparison.Ordinal) ? Known(name)
        : Parents(file.Namespace).Prepend(file.Namespace).Select(p => $"{p}.{name.Split('.')[0]}").FirstOrDefault(_typesOf.ContainsKey) is { } start
            ? Known(start + name[name.IndexOf('.')..]) : null;

    private static IEnumerable<string> Parents(string name)
    {
        for (var end = name.LastIndexOf('.'); end > 0; end = name.LastIndexOf('.', end - 1))
            yield return name[..end];
    }
}
