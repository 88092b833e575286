using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Slug.Build.Tests.Architecture;

/// <summary>Finds what a process keeps beside its objects: static fields and properties that can change, or that hold something that can.</summary>
internal sealed class StaticState
{
    // What cannot change once it is made, or is frozen by its first use.
    private static readonly HashSet<string> Constant = new(StringComparer.Ordinal)
    {
        "string", "TimeSpan", "DateTime", "DateTimeOffset", "Guid", "Uri", "Version", "Type", "Regex", "CompositeFormat", "SearchValues", "Encoding", "UTF8Encoding", "CultureInfo",
        "StringComparer", "JsonSerializerOptions", "JsonWriterOptions", "JsonDocumentOptions", "IPNetwork", "UnixFileMode", "Color", "StringComparison", "Func", "Action",
        "FrozenDictionary", "FrozenSet", "ImmutableArray", "ImmutableDictionary", "ImmutableHashSet", "ImmutableList", "ImmutableSortedDictionary",
        "IReadOnlyList", "IReadOnlyDictionary", "IReadOnlySet", "IReadOnlyCollection", "IEnumerable", "IComparer", "IEqualityComparer", "Comparer",
    };

    // Tables, where they are private and nothing in their type writes to them.
    private static readonly HashSet<string> Tables = new(StringComparer.Ordinal) { "Dictionary", "SortedDictionary", "HashSet", "SortedSet", "List" };

    private static readonly HashSet<string> Writers = new(StringComparer.Ordinal)
    {
        "Add", "TryAdd", "AddRange", "Insert", "Remove", "RemoveAll", "RemoveWhere", "Clear", "UnionWith", "ExceptWith", "IntersectWith", "Sort", "Reverse",
    };

    private readonly ILookup<string, BaseTypeDeclarationSyntax> _types;

    private StaticState(SourceTree tree) => _types = tree.Files.SelectMany(f => f.Types).ToLookup(t => t.Identifier.Text, StringComparer.Ordinal);

    /// <summary>The names of static state: <c>Slug.Pipeline.Files.AtomicFile._counter</c>.</summary>
    public static IReadOnlyList<string> Find(SourceTree tree)
    {
        var finder = new StaticState(tree);
        return
        [
            .. from file in tree.Files
               from type in file.Types.OfType<TypeDeclarationSyntax>()
               from member in type.Members
               where Has(member, SyntaxKind.StaticKeyword) && !Has(member, SyntaxKind.ConstKeyword)
               from name in finder.MutableIn(member)
               orderby file.Namespace, type.Identifier.Text, name
               select $"{file.Namespace}.{type.Identifier.Text}.{name}",
        ];
    }

    private IEnumerable<string> MutableIn(MemberDeclarationSyntax member) => member switch
    {
        EventFieldDeclarationSyntax events => events.Declaration.Variables.Select(v => v.Identifier.Text),
        BaseFieldDeclarationSyntax field when !Has(field, SyntaxKind.ReadOnlyKeyword) || !(IsConstant(field.Declaration.Type, []) || IsTable(field)) =>
            field.Declaration.Variables.Select(v => v.Identifier.Text),
        PropertyDeclarationSyntax property when IsStored(property) && (IsSettable(property) || !IsConstant(property.Type, [])) => [property.Identifier.Text],
        _ => [],
    };

    private static bool IsTable(BaseFieldDeclarationSyntax field)
    {
        if (field.Declaration.Type is not GenericNameSyntax type || !Tables.Contains(type.Identifier.Text) || Has(field, SyntaxKind.PublicKeyword) || Has(field, SyntaxKind.InternalKeyword))
            return false;
        var names = field.Declaration.Variables.Select(v => v.Identifier.Text).ToHashSet(StringComparer.Ordinal);
        return !field.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => names.Contains(name.Identifier.Text) && IsWritten(name));
    }

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Expression == name => Writers.Contains(access.Name.Identifier.Text),
        ElementAccessExpressionSyntax element when element.Expression == name => element.Parent is AssignmentExpressionSyntax assigned && assigned.Left == element,
        _ => false,
    };

    private bool IsConstant(TypeSyntax type, HashSet<string> open) => type switch
    {
        PredefinedTypeSyntax => true,
        NullableTypeSyntax nullable => IsConstant(nullable.ElementType, open),
        // Tables: nobody writes to an array that is one. Buffers are no constants, but none of them is static.
        ArrayTypeSyntax array => IsConstant(array.ElementType, open),
        TupleTypeSyntax tuple => tuple.Elements.All(e => IsConstant(e.Type, open)),
        QualifiedNameSyntax qualified => IsConstant(qualified.Right, open),
        SimpleNameSyntax name => Constant.Contains(name.Identifier.Text) || IsOwnConstant(name.Identifier.Text, open),
        _ => false,
    };

    // A type of ours is constant where all that its objects hold is.
    private bool IsOwnConstant(string name, HashSet<string> open)
    {
        if (!open.Add(name))
            return true;
        var declared = _types[name].ToList();
        return declared.Count > 0 && declared.All(t => t is EnumDeclarationSyntax or InterfaceDeclarationSyntax || (t is TypeDeclarationSyntax type && HoldsConstants(type, open)));
    }

    private bool HoldsConstants(TypeDeclarationSyntax type, HashSet<string> open)
    {
        // A record's parameters are its properties; a class's may be captured, and then are its fields.
        var parameters = type.ParameterList?.Parameters.All(p => IsConstant(p.Type!, open)) ?? true;
        return parameters && type.Members.Where(m => !Has(m, SyntaxKind.StaticKeyword) && !Has(m, SyntaxKind.ConstKeyword)).All(m => m switch
        {
            BaseFieldDeclarationSyntax field => Has(field, SyntaxKind.ReadOnlyKeyword) && IsConstant(field.Declaration.Type, open),
            PropertyDeclarationSyntax property when IsStored(property) => !IsSettable(property) && IsConstant(property.Type, open),
            _ => true,
        });
    }

    private static bool Has(MemberDeclarationSyntax member, SyntaxKind modifier) => member.Modifiers.Any(modifier);

    private static bool IsStored(PropertyDeclarationSyntax property) =>
        property.ExpressionBody is null && property.AccessorList!.Accessors.Any(a => a.Body is null && a.ExpressionBody is null) && !Has(property, SyntaxKind.AbstractKeyword);

    private static bool IsSettable(PropertyDeclarationSyntax property) => property.AccessorList!.Accessors.Any(a => a.IsKind(SyntaxKind.SetAccessorDeclaration));
}
