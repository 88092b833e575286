using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Slug.Build.Tests.Architecture;

/// <summary>A source file as the tests of the architecture see it: its namespace, what it declares and what it names.</summary>
/// <param name="Path">Where it lies, relative to the repository.</param>
/// <param name="Namespace">The namespace of all that it declares.</param>
/// <param name="Usings">The names in its using directives: of namespaces, or of types where they are static or aliases.</param>
/// <param name="Names">Every name that begins an expression or a type, with what follows after dots: <c>Slug.Pipeline.Keys.Digest</c>.</param>
/// <param name="Types">The types that it declares.</param>
internal sealed record SourceFile(
    string Path, string Namespace, IReadOnlySet<string> Usings, IReadOnlySet<string> Names, IReadOnlyList<BaseTypeDeclarationSyntax> Types)
{
    /// <summary>The namespace given to a program's top-level statements, which nothing can use.</summary>
    public const string Program = "(program)";

    public static SourceFile Parse(string path, string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();
        var usings = root.DescendantNodes().OfType<UsingDirectiveSyntax>().ToList();
        var names = root.DescendantNodes(node => node is not (UsingDirectiveSyntax or NameSyntax)).Where(n => n is NameSyntax or MemberAccessExpressionSyntax)
            .Where(n => n.Parent is not (UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax) && !IsAfterDot(n))
            .SelectMany(AllOf);
        return new SourceFile(
            path,
            root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? Program,
            usings.Select(u => u.NamespaceOrType.ToString()).ToHashSet(StringComparer.Ordinal),
            names.ToHashSet(StringComparer.Ordinal),
            [.. root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()]);
    }

    // A generic name's arguments are names of their own.
    private static IEnumerable<string> AllOf(Microsoft.CodeAnalysis.SyntaxNode node) => node.DescendantNodesAndSelf().OfType<TypeArgumentListSyntax>()
        .SelectMany(l => l.Arguments).SelectMany(a => a.DescendantNodesAndSelf()).OfType<NameSyntax>().Where(n => !IsAfterDot(n)).Select(Dotted)
        .Append(Dotted(node));

    private static string Dotted(Microsoft.CodeAnalysis.SyntaxNode node)
    {
        var text = string.Concat(node.ToString().Where(c => !char.IsWhiteSpace(c)));
        var end = text.AsSpan().IndexOfAnyExcept(Plain);
        return (end < 0 ? text : text[..end]).Replace("global::", "", StringComparison.Ordinal);
    }

    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:");

    private static bool IsAfterDot(Microsoft.CodeAnalysis.SyntaxNode node) => node.Parent switch
    {
        QualifiedNameSyntax qualified => qualified.Right == node,
        MemberAccessExpressionSyntax access => access.Name == node,
        MemberBindingExpressionSyntax => true,
        _ => false,
    };
}
